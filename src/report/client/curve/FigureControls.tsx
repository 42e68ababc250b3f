import { limitName } from "../../../figure/limitName.js";
import type { CurvePicture, FigureView, Scales } from "../../../figure/picture.js";
import { resolveScales } from "../../../figure/scales.js";
import { useToolbar } from "../ui/toolbar.js";

interface FigureControlsProps {
  picture: CurvePicture;
  view: FigureView;
  setView: (view: FigureView) => void;
  download: () => void;
}

type Part = "residuals" | "band" | "testPoints" | "segments" | "breaks" | "asymptote";

/** What of a figure is drawn, and on which axes. What a picture has not got is not offered. */
export function FigureControls({ picture, view, setView, download }: FigureControlsProps) {
  const { law, band, train, y } = picture;
  const bar = useToolbar<HTMLDivElement>();
  const parts: readonly (readonly [part: Part, name: string, there: boolean])[] = [
    ["testPoints", "test points", Array.from(train).includes(0)],
    ["band", "band", band.length > 0],
    ["breaks", "breaks", (law?.d.length ?? 0) > 0],
    ["segments", "segments", law !== null],
    ["asymptote", law ? limitName(law) : "asymptote", law !== null],
    ["residuals", "residuals", law !== null],
  ];
  const logarithmic = resolveScales({ y }, "loglog").y;
  return (
    <div ref={bar} class="figure-controls screen-only" role="toolbar" aria-label="Figure">
      <span class="switch" role="radiogroup" aria-label="Axes">
        {logarithmic && <Axes name="log–log" scales="loglog" picture={picture} view={view} setView={setView} />}
        <Axes name="log x" scales="logx" picture={picture} view={view} setView={setView} />
        <Axes name="linear" scales="linear" picture={picture} view={view} setView={setView} />
      </span>
      {parts
        .filter(([, , there]) => there)
        .map(([part, name]) => (
          <label key={part}>
            <input
              type="checkbox"
              data-part={part}
              checked={view[part]}
              onChange={({ currentTarget }) => setView({ ...view, [part]: currentTarget.checked })}
            />
            {name}
          </label>
        ))}
      <button type="button" onClick={download} data-download>
        Save SVG
      </button>
    </div>
  );
}

interface AxesProps extends Omit<FigureControlsProps, "download"> {
  name: string;
  scales: Scales;
}

function Axes({ name, scales, picture, view, setView }: AxesProps) {
  const now = resolveScales(picture, view.scales);
  const these = resolveScales(picture, scales);
  const checked = now.x === these.x && now.y === these.y;
  return (
    <label>
      <input
        type="radio"
        name="axes"
        data-scales={scales}
        checked={checked}
        onChange={() => setView({ ...view, scales })}
      />
      {name}
    </label>
  );
}
