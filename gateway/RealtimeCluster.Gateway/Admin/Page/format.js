const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const count = (value) => (value < 10_000 ? whole : short).format(value);

export const perSecond = (value) => (value > 0 && value < 10 ? value.toFixed(1) : count(value));

export function milliseconds(value) {
  if (value === null || value === undefined) {
    return "–";
  }

  return value < 10 ? `${value.toFixed(1)} ms` : value < 1_000 ? `${value.toFixed(0)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

export function bytes(value) {
  return value < 1024 ** 3 ? `${(value / 1024 ** 2).toFixed(0)} MiB` : `${(value / 1024 ** 3).toFixed(1)} GiB`;
}

export function duration(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  return days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min` : `${Math.floor(seconds)} s`;
}

/** A value as short text. */
export function shorten(value, length) {
  const text = value === undefined ? "" : JSON.stringify(value, (_, part) =>
    part?.type === "Buffer" && Array.isArray(part.data) ? `${part.data.length} bytes` : part);
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
