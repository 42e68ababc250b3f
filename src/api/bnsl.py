"""Broken neural scaling laws from Python: pandas in, pandas out.

One file, for the standard library and pandas; it calls the command `bnsl`, which it finds as $BNSL, on PATH, or by npx.
`bnsl python > bnsl.py` writes it next to a notebook. Then:

    import bnsl
    fits = bnsl.fit(df, y="val_loss")
    intervals = bnsl.bootstrap(df, fits, at="10x")
    bnsl.predict(fits, at=["2x", "10x"])
    bnsl.plot(df, fits, only="resnet")          # a PNG, shown by a notebook

Options are those of the command (`bnsl fit --help`), with _ for -: `fit(df, breaks="0..2", bad_rows="skip")` is
`bnsl fit --breaks 0..2 --bad-rows skip`. True gives a flag without a value, None and False leave it out, a list is joined by
commas (repeated for `only` and `group`), a dictionary is NAME=VALUE pairs.

What the command says besides its result (guessed columns, curves without a fit) is in `.attrs["notes"]` of what is returned.
"""

import json
import math
import os
import re
import shlex
import shutil
import subprocess
import tempfile

import pandas

__all__ = ["BnslError", "Picture", "audit", "bootstrap", "command", "fit", "forecast", "plot", "predict", "test_breaks"]


class BnslError(Exception):
    """What the command says is wrong, in its own words; `code` is its exit code (2: input, 3: no engine)."""

    def __init__(self, message, code=None):
        super().__init__(message)
        self.code = code


class Picture:
    """A PNG: a notebook shows it, `save` writes it, `data` are its bytes."""

    def __init__(self, data, notes=()):
        self.data = data
        self.notes = list(notes)

    def _repr_png_(self):
        return self.data

    def save(self, path):
        with open(path, "wb") as file:
            file.write(self.data)


def fit(df, **options):
    """A row per curve and number of breaks: the columns of `bnsl fit -o`. `curve`, `x`, `y`, … name columns of `df`."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "fits.arrow")
        text, notes = _run(["fit", "-", "--json", "-o", path], options, _csv(df))
        fits = _frame(text, notes)
        with open(path, "rb") as file:
            # how the fits were made, which a table of text cannot say
            fits.attrs["fits"] = file.read()
    fits.attrs["curves"] = _keys(fits)
    fits.attrs["notes"] = [line for line in notes if path not in line]
    return fits


def bootstrap(df, fits, **options):
    """A row per interval: the columns of `bnsl bootstrap -o`. `at="10x"` predicts, `target=0.3` finds the x of a y."""
    return _with_fits("bootstrap", df, fits, options)


def test_breaks(df, fits, **options):
    """A row per curve: is there one more break? The columns of `bnsl test-breaks -o`."""
    return _with_fits("test-breaks", df, fits, options)


def audit(df, fits, **options):
    """A row per kind of interval of a curve: how often it holds the truth. The columns of `bnsl audit -o`."""
    return _with_fits("audit", df, fits, options)


def predict(fits, at, **options):
    """The fitted curves at each x: numbers, or multiples of a curve's last x such as "10x" or "2..100x"."""
    data, only = _fits(fits)
    text, notes = _run(["predict", "-", "--json", *only], {"at": at, **options}, data)
    return _frame(text, notes)


def forecast(df, **options):
    """Predictive distributions of curves: the columns of `bnsl forecast -o`."""
    text, notes = _run(["forecast", "-", "--json"], options, _csv(df))
    return _frame(text, notes)


def plot(df, fits, intervals=None, **options):
    """Curves with their fits as one PNG: `only` picks curves, several are tiled."""
    data, only = _fits(fits)
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        _write(path("fits"), data)
        flags = ["plot", path("fits"), "--data", "-", "-o", path("plot.png"), *only]
        if intervals is not None:
            _write(path("intervals.jsonl"), _json_lines(intervals))
            flags += ["--intervals", path("intervals.jsonl")]
        table = _csv(df)
        try:
            _, notes = _run(flags, options, table)
        except BnslError as error:
            several = re.search(r"is one file for (\d+) images", str(error))
            if several is None or "grid" in options:
                raise
            _, notes = _run(flags, {**options, "grid": _grid(int(several[1]))}, table)
        with open(path("plot.png"), "rb") as file:
            return Picture(file.read(), [line for line in notes if folder not in line])


def command():
    """The words that call the command: $BNSL, else `bnsl` on PATH, else npx, which installs nothing."""
    if os.environ.get("BNSL"):
        return shlex.split(os.environ["BNSL"])
    found = shutil.which("bnsl")
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx:
        return [npx, "--no", "--", "bnsl"]
    raise BnslError("there is no command bnsl: install it (npm link), or give its path in the environment variable BNSL")


def _grid(count):
    """Three next to each other, more where they would be more than 50 below each other."""
    columns = min(20, max(min(3, count), math.ceil(count / 50)))
    return f"{columns}x{min(50, math.ceil(count / columns))}"


def _with_fits(name, df, fits, options):
    data, only = _fits(fits)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "fits")
        _write(path, data)
        text, notes = _run([name, "-", "--fits", path, "--json", *only], options, _csv(df))
        return _frame(text, [line for line in notes if folder not in line])


def _run(flags, options, data):
    """What the command printed, and what it said besides; an exception where it failed. 1: some curves have no result."""
    words = [*command(), *flags, *_flags(options)]
    try:
        done = subprocess.run(words, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    except OSError as error:
        raise BnslError(f"{words[0]} cannot be run: {error.strerror}") from error
    said = done.stderr.decode("utf-8", "replace").splitlines()
    if done.returncode not in (0, 1):
        wrong = [line for line in said if line.startswith("error: ")]
        message = wrong[0][len("error: ") :] if wrong else "\n".join(said) or f"bnsl ended with {done.returncode}"
        raise BnslError(message, done.returncode)
    return done.stdout.decode("utf-8"), said


REPEATED = {"only", "group", "compare", "data"}


def _flags(options):
    flags = []
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            flags.append(flag)
        elif isinstance(value, dict):
            flags += [f"{flag}={key}={_pair(each)}" for key, each in value.items()]
        elif isinstance(value, (list, tuple, range, set)) or hasattr(value, "tolist"):
            values = value.tolist() if hasattr(value, "tolist") else list(value)
            values = values if isinstance(values, list) else [values]
            if name in REPEATED:
                flags += [f"{flag}={_text(each)}" for each in values]
            else:
                quote = name in ("curve",)
                flags.append(f"{flag}=" + ",".join(_column(each) if quote else _text(each) for each in values))
        else:
            flags.append(f"{flag}={_column(value) if name == 'curve' and value != '' else _text(value)}")
    return flags


def _pair(value):
    return f"{_text(value[0])}..{_text(value[1])}" if isinstance(value, (list, tuple)) else _text(value)


def _text(value):
    return repr(float(value)) if isinstance(value, float) else str(value)


def _column(name):
    """As `--curve` takes a name in a list."""
    text = str(name)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"') else text


def _csv(df):
    if not isinstance(df, pandas.DataFrame):
        df = pandas.DataFrame(df)
    named = [name for name in df.index.names if name is not None]
    df = df.reset_index() if named else df
    return df.to_csv(index=False).encode("utf-8")


def _json_lines(df):
    lines = (json.dumps({name: _cell(value) for name, value in row.items()}) for row in df.to_dict("records"))
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _cell(value):
    """What JSON has no number for is null or a word, as the command writes it."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [_cell(each) for each in value]
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value if value is None or isinstance(value, (str, bool, int)) else str(value)


WORDS = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def _frame(text, notes):
    rows = [json.loads(line) for line in text.splitlines() if line]
    frame = pandas.DataFrame(rows)
    for name in frame.columns:
        values = frame[name]
        numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
        words = [value for value in values if isinstance(value, str)]
        if words and all(word in WORDS for word in words):
            frame[name] = [WORDS.get(value, value) if isinstance(value, str) else value for value in values]
            numbers = True
        if numbers:
            frame[name] = pandas.to_numeric(frame[name])
    frame.attrs["notes"] = notes
    return frame


def _keys(fits):
    """The curves of a table of fits, as the command calls them."""
    columns = list(fits.columns)
    names = columns[: columns.index("n_breaks")] if "n_breaks" in columns else []
    rows = fits[names].drop_duplicates().itertuples(index=False, name=None)
    return [" / ".join('""' if part == "" else str(part) for part in row) if row else "(the curve)" for row in rows]


def _fits(fits):
    """A table of fits as the command reads it, and the flags for what was left of it."""
    data = fits.attrs.get("fits")
    if data is None:
        return _json_lines(fits), []
    left = _keys(fits)
    return data, [] if len(left) == len(fits.attrs["curves"]) else [f"--only={name}" for name in left]


def _write(path, data):
    with open(path, "wb") as file:
        file.write(data)
