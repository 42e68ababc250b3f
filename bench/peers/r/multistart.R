# minpack.lm's nls.lm (what nlsLM calls; analytic Jacobian, bounds) or nls (algorithm "port", bounds) from many starts,
# one forked process a core.
#
#   Rscript multistart.R PROBLEMS RESULTS PROCESSES minpack|nls
suppressPackageStartupMessages({
  library(parallel)
  library(minpack.lm)
})

arguments <- commandArgs(trailingOnly = TRUE)
results <- arguments[2]
processes <- as.integer(arguments[3])
method <- arguments[4]

read_doubles <- function(file) readBin(file, "double", file.size(file) / 8)

v <- read_doubles(arguments[1])
breaks <- v[3]
parameters <- v[4]
at_a <- 3 + breaks
at <- 4
take <- function(count) {
  at <<- at + count
  v[(at - count + 1):at]
}
curves <- lapply(seq_len(v[2]), function(i) {
  head <- take(3)
  lo <- take(parameters)
  hi <- take(parameters)
  u <- take(head[1])
  list(u = u, log_y = log(take(head[1])), lo = lo, hi = hi)
})

CONVERGED <- 0
STOPPED <- 1
FAILED <- 2

# exponent of the law, and of each break what its derivatives need
terms_of <- function(p, u) {
  exponent <- p[1] - p[2] * u
  shapes <- list()
  for (i in seq_len(breaks)) {
    f <- exp(p[at_a + breaks + i])
    t <- (u - p[at_a + i]) / f
    e <- exp(-abs(t))
    q <- pmax(t, 0) + log1p(e)
    exponent <- exponent - p[2 + i] * f * q
    shapes[[i]] <- list(f = f, t = t, q = q, s = ifelse(t < 0, e, 1) / (1 + e))
  }
  list(h = exp(exponent), shapes = shapes)
}

residuals_of <- function(p, curve) {
  log(p[at_a] + terms_of(p, curve$u)$h) - curve$log_y
}

jacobian_of <- function(p, curve) {
  terms <- terms_of(p, curve$u)
  y <- p[at_a] + terms$h
  w <- terms$h / y
  columns <- matrix(0, length(curve$u), parameters)
  columns[, 1] <- w
  columns[, 2] <- -w * curve$u
  columns[, at_a] <- 1 / y
  for (i in seq_len(breaks)) {
    s <- terms$shapes[[i]]
    c <- p[2 + i]
    columns[, 2 + i] <- -w * s$f * s$q
    columns[, at_a + i] <- w * c * s$s
    columns[, at_a + breaks + i] <- -w * c * s$f * (s$q - s$t * s$s)
  }
  columns
}

fit_minpack <- function(start, curve) {
  found <- nls.lm(
    start, curve$lo, curve$hi, residuals_of, jacobian_of,
    control = nls.lm.control(ftol = 1e-9, ptol = 1e-10, gtol = 1e-12, maxiter = 200), curve = curve
  )
  c(if (found$info %in% 1:4) CONVERGED else STOPPED, found$niter, found$par)
}

# nls takes a formula; its port algorithm is the one with bounds. It numbers the parameters of a vector.
fit_nls <- function(start, curve) {
  model <- function(p, u) {
    value <- log(p[at_a] + terms_of(p, u)$h)
    attr(value, "gradient") <- jacobian_of(p, curve)
    value
  }
  found <- nls(
    log_y ~ model(p, u),
    data = list(log_y = curve$log_y, u = curve$u), start = list(p = start), algorithm = "port",
    lower = curve$lo, upper = curve$hi, control = nls.control(maxiter = 200, warnOnly = TRUE)
  )
  c(if (found$convInfo$isConv) CONVERGED else STOPPED, found$convInfo$finIter, coef(found))
}

fit_one <- function(task) {
  curve <- curves[[task$curve + 1]]
  start <- pmin(pmax(task$start, curve$lo), curve$hi)
  fit <- if (method == "nls") fit_nls else fit_minpack
  found <- tryCatch(suppressWarnings(fit(start, curve)), error = function(e) c(FAILED, 0, start))
  c(task$curve, task$ordinal, unname(found))
}

answer <- function(words) {
  n <- as.integer(words)
  tasks <- list()
  for (curve in n[3] + seq_len(n[4]) - 1) {
    for (ordinal in n[1] + seq_len(n[2]) - 1) {
      tasks[[length(tasks) + 1]] <- list(curve = curve, ordinal = ordinal, start = starts[, ordinal + 1, curve + 1])
    }
  }
  unlist(mclapply(tasks, fit_one, mc.cores = processes))
}

version <- paste(R.version$major, R.version$minor, sep = ".")
cat(sprintf(
  'ready {"r":"%s","minpack.lm":"%s","units":"scaled"}\n', version, packageVersion("minpack.lm")
))
input <- file("stdin", "r")
starts <- NULL
while (length(line <- readLines(input, n = 1)) > 0) {
  words <- strsplit(line, " ")[[1]]
  if (words[1] == "quit") break
  if (words[1] == "use") {
    w <- read_doubles(words[3])
    starts <- array(w[-(1:4)], dim = c(w[4], w[3], w[2]))
    cat("done 0\n")
    next
  }
  began <- proc.time()[["elapsed"]]
  rows <- answer(words[-1])
  seconds <- proc.time()[["elapsed"]] - began
  writeBin(as.double(rows), results)
  cat(sprintf("done %.9f\n", seconds))
}
