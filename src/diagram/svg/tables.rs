//! The lists of what the sanitiser lets through, and the functions that check and shorten values.

/// SVG elements that only draw something.
pub(super) const ELEMENTS: [&str; 23] = [
    "svg",
    "g",
    "a",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textPath",
    "defs",
    "marker",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "pattern",
    "symbol",
    "use",
    "image",
];

/// Elements that are drawn only where something refers to them.
pub(super) const REFERRED_TO: [&str; 6] =
    ["marker", "linearGradient", "radialGradient", "clipPath", "pattern", "symbol"];

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Numbers, lengths, paths.
    Geometry,
    /// Functions of numbers.
    Transform,
    /// One keyword or number.
    Word,
    /// `#id`, or the data of a bitmap.
    Reference,
    /// A colour, or `url(#id)`.
    Paint,
    /// Font families.
    Font,
}

/// Attributes for geometry, transforms and references. `id` is handled separately.
pub(super) const ATTRIBUTES: &[(&str, Kind)] = &[
    ("x", Kind::Geometry),
    ("y", Kind::Geometry),
    ("x1", Kind::Geometry),
    ("y1", Kind::Geometry),
    ("x2", Kind::Geometry),
    ("y2", Kind::Geometry),
    ("cx", Kind::Geometry),
    ("cy", Kind::Geometry),
    ("fx", Kind::Geometry),
    ("fy", Kind::Geometry),
    ("r", Kind::Geometry),
    ("rx", Kind::Geometry),
    ("ry", Kind::Geometry),
    ("dx", Kind::Geometry),
    ("dy", Kind::Geometry),
    ("width", Kind::Geometry),
    ("height", Kind::Geometry),
    ("d", Kind::Geometry),
    ("points", Kind::Geometry),
    ("viewBox", Kind::Geometry),
    ("markerWidth", Kind::Geometry),
    ("markerHeight", Kind::Geometry),
    ("refX", Kind::Geometry),
    ("refY", Kind::Geometry),
    ("offset", Kind::Geometry),
    ("rotate", Kind::Geometry),
    ("textLength", Kind::Geometry),
    ("startOffset", Kind::Geometry),
    ("transform", Kind::Transform),
    ("gradientTransform", Kind::Transform),
    ("patternTransform", Kind::Transform),
    ("orient", Kind::Word),
    ("markerUnits", Kind::Word),
    ("gradientUnits", Kind::Word),
    ("patternUnits", Kind::Word),
    ("clipPathUnits", Kind::Word),
    ("preserveAspectRatio", Kind::Word),
    ("lengthAdjust", Kind::Word),
    ("href", Kind::Reference),
];

/// Style properties, which occur as attributes and in style sheets.
pub(super) const PROPERTIES: &[(&str, Kind)] = &[
    ("fill", Kind::Paint),
    ("fill-opacity", Kind::Word),
    ("fill-rule", Kind::Word),
    ("stroke", Kind::Paint),
    ("stroke-width", Kind::Word),
    ("stroke-dasharray", Kind::Word),
    ("stroke-dashoffset", Kind::Word),
    ("stroke-linecap", Kind::Word),
    ("stroke-linejoin", Kind::Word),
    ("stroke-opacity", Kind::Word),
    ("opacity", Kind::Word),
    ("color", Kind::Paint),
    ("font-family", Kind::Font),
    ("font-size", Kind::Word),
    ("font-weight", Kind::Word),
    ("font-style", Kind::Word),
    ("text-anchor", Kind::Word),
    ("text-decoration", Kind::Word),
    ("dominant-baseline", Kind::Word),
    ("alignment-baseline", Kind::Word),
    ("baseline-shift", Kind::Word),
    ("letter-spacing", Kind::Word),
    ("marker-start", Kind::Paint),
    ("marker-mid", Kind::Paint),
    ("marker-end", Kind::Paint),
    ("clip-path", Kind::Paint),
    ("stop-color", Kind::Paint),
    ("stop-opacity", Kind::Word),
    ("display", Kind::Word),
    ("visibility", Kind::Word),
    ("paint-order", Kind::Word),
];

/// Properties that an element inherits from its parent, with their initial values.
pub(super) const INHERITED: &[(&str, Option<&str>)] = &[
    ("fill", Some("black")),
    ("fill-opacity", Some("1")),
    ("fill-rule", Some("nonzero")),
    ("stroke", Some("none")),
    ("stroke-width", Some("1")),
    ("stroke-dasharray", Some("none")),
    ("stroke-dashoffset", Some("0")),
    ("stroke-linecap", Some("butt")),
    ("stroke-linejoin", Some("miter")),
    ("stroke-opacity", Some("1")),
    ("color", None),
    ("font-family", None),
    ("font-size", None),
    ("font-weight", Some("normal")),
    ("font-style", Some("normal")),
    ("text-anchor", Some("start")),
    ("dominant-baseline", Some("auto")),
    ("letter-spacing", Some("normal")),
    ("marker-start", Some("none")),
    ("marker-mid", Some("none")),
    ("marker-end", Some("none")),
    ("visibility", Some("visible")),
    ("paint-order", Some("normal")),
];

/// Returns the initial value of a property that is not inherited.
pub(super) fn unsaid(property: &str) -> &'static str {
    match property {
        "opacity" | "stop-opacity" => "1",
        "stop-color" => "black",
        "alignment-baseline" | "baseline-shift" => "baseline",
        "display" => "inline",
        _ => "none",
    }
}

/// True if `value` consists only of characters that its kind needs. None of them can end an
/// attribute, name an address or call a function.
pub(super) fn harmless(value: &str, kind: Kind) -> bool {
    let allowed = match kind {
        Kind::Transform => " ,.+-()",
        Kind::Geometry | Kind::Word => " ,.+-%",
        Kind::Paint => "#,.%()- ",
        Kind::Reference | Kind::Font => return false,
    };
    let plain = value.len() <= 200_000
        && value.chars().all(|c| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || allowed.contains(c));
    let function = value.split('(').next().unwrap_or_default();
    plain
        && !value.contains("NaN")
        && !value.contains("Infinity")
        && (kind != Kind::Paint
            || !value.contains('(')
            || ["rgb", "rgba", "hsl", "hsla"].contains(&function) && value.matches('(').count() == 1)
}

/// Returns the fonts whose widths the renderers use, or others of the kind that the author chose.
pub(super) fn font_stack(families: &str) -> &'static str {
    let first = families.split(',').next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    if first.contains("mono") || first.contains("courier") || first.contains("consol") {
        "Courier New,Liberation Mono,monospace"
    } else if first.contains("times") || first == "serif" {
        "Times New Roman,Liberation Serif,serif"
    } else {
        "Arial,Helvetica,Liberation Sans,sans-serif"
    }
}

/// Rounds the numbers in `text` to at most `places` decimal places.
pub(super) fn round(text: &str, places: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let signed = first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.');
        if !(first.is_ascii_digit() || first == '.' || signed) {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = number_end(rest);
        let (number, after) = rest.split_at(end);
        rest = after;
        // These are flags of an arc, written without separators.
        if number.len() > 1 && number.starts_with('0') && number.as_bytes()[1].is_ascii_digit() {
            return text.to_owned();
        }
        let Ok(value) = number.parse::<f64>() else {
            out.push_str(number);
            continue;
        };
        // In `1.5.5` the second number has no separator and must get one.
        if out.ends_with(|c: char| c.is_ascii_digit() || c == '.') && !signed {
            out.push(' ');
        }
        let mut short = format!("{value:.places$}");
        if short.contains('.') {
            short.truncate(short.trim_end_matches('0').trim_end_matches('.').len());
        }
        out.push_str(if short == "-0" { "0" } else { &short });
    }
    out
}

fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = usize::from(bytes[0] == b'-');
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    at = digits(at);
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'-' | b'+')));
        let end = digits(at + 1 + sign);
        if end > at + 1 + sign {
            at = end;
        }
    }
    at
}
