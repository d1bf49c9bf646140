//! Draws Mermaid diagrams. Only this file uses merman.

use std::sync::OnceLock;
use std::time::Duration;

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, RenderResourcePolicy, ResourceLimitId, SvgRenderOptions,
    TextMeasurementPolicy, TextMeasurementProfile, TextMeasurementProfileIdentity, TextStyle,
};
use merman::{
    Engine, MermaidConfig, OperationControl, ParseOptions, RenderError, RenderOutput, RenderRequest, Renderer,
    SvgEnvironment, SvgRequest,
};

use super::{Fault, metrics};

/// Most steps of the layout. They take less than a second without optimisation, and more than a
/// drawing that people read.
const WORK: usize = 2_000_000;

/// Longest time for what the steps do not count.
const PATIENCE: Duration = Duration::from_secs(15);

/// Returns the SVG for a Mermaid source.
pub(super) fn draw(source: &str) -> Result<String, Fault> {
    static RENDERER: OnceLock<(Renderer, SvgRequest)> = OnceLock::new();
    if let Some(at) = endless(source) {
        let message = "a chart of more than a few decades cannot be drawn";
        return Err(Fault { message: message.to_owned(), at: Some(place(source, at)) });
    }
    let (renderer, request) = RENDERER.get_or_init(|| (renderer(), request()));
    let control = OperationControl::new().with_deadline(PATIENCE);
    match renderer.render(RenderRequest::svg(source, control, request.clone())) {
        Ok(RenderOutput::Svg(Some(output))) => Ok(output.into_parts().0),
        Ok(_) => Err(Fault { message: "no kind of Mermaid diagram begins like this".to_owned(), at: Some((1, 1)) }),
        Err(error) => Err(fault(source, &error)),
    }
}

/// Returns the rules that override the style sheets in the picture. A source with a theme of its
/// own keeps its colours.
pub(super) fn sheet(source: &str) -> &'static str {
    const ALWAYS: &str = include_str!("mermaid.css");
    const OURS: &str = concat!(include_str!("mermaid.css"), include_str!("mermaid-lines.css"));
    if source.contains("theme") { ALWAYS } else { OURS }
}

fn fault(source: &str, error: &RenderError) -> Fault {
    let message = match error {
        RenderError::Cancelled(_) => "drawing it takes too long".to_owned(),
        error => match lower(&error.to_string()) {
            message if message.contains("max_layout_work_units") => "drawing it takes too many steps".to_owned(),
            message => message,
        },
    };
    let at = match error {
        RenderError::Parse(parse) => parse.terminal_diagnostic_details().span.map(|span| place(source, span.start)),
        _ => None,
    };
    Fault { message, at: at.or_else(|| line(&error.to_string())) }
}

/// Returns the line and the column, both counted from 1, of a byte of `source`.
fn place(source: &str, byte: usize) -> (usize, usize) {
    let before = source.get(..byte).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Returns the line that a message like `… on line 3 …` names.
fn line(message: &str) -> Option<(usize, usize)> {
    let rest = message.split("line ").nth(1)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().ok().filter(|line| *line > 0).map(|line| (line, 1))
}

/// Returns a message in our style: it begins in lower case and fits into a line.
fn lower(message: &str) -> String {
    let message = message.strip_prefix("Diagram parse error ").unwrap_or(message);
    let mut line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(first) = line.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    line
}

/// Returns the position of a period in a gantt chart that is too long to draw. The renderer counts
/// its days one by one, and no deadline stops it.
fn endless(source: &str) -> Option<usize> {
    if !source.contains("gantt") {
        return None;
    }
    let bytes = source.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'.') {
            at += 1;
        }
        let number: f64 = source[start..at].parse().unwrap_or_default();
        let rest = &source[at..];
        let unit = rest.chars().next().unwrap_or(' ');
        let days = match unit {
            'd' => number,
            'w' => number * 7.0,
            'M' => number * 30.0,
            'y' => number * 365.0,
            'h' => number / 24.0,
            'm' if !rest.starts_with("ms") => number / 1440.0,
            's' => number / 86400.0,
            '-' if rest.len() > 5 && rest.as_bytes()[3] == b'-' && !(1970.0..2200.0).contains(&number) => f64::MAX,
            _ => 0.0,
        };
        if days > 40_000.0 {
            return Some(start);
        }
    }
    None
}

fn renderer() -> Renderer {
    Renderer::new().with_engine(Engine::new().with_site_config(theme())).with_parse_options(ParseOptions::strict())
}

fn request() -> SvgRequest {
    let measurer = DeterministicTextMeasurer { line_height_factor: 1.2, ..DeterministicTextMeasurer::default() }
        .with_width_callback(|text: &str, style: &TextStyle| {
            let bold = style.font_weight.as_deref().is_some_and(|weight| {
                weight.starts_with("bold") || weight.parse::<u16>().is_ok_and(|weight| weight >= 600)
            });
            metrics::width(text, style.font_size, bold)
        });
    let mut environment = SvgEnvironment::deterministic();
    if let Ok(id) = MeasurementProfileId::new("arial")
        && let Ok(identity) = TextMeasurementProfileIdentity::new(id, "1")
    {
        let profile = TextMeasurementProfile::new(identity, measurer);
        environment = environment.with_text_measurement_policy(TextMeasurementPolicy::uniform(profile));
    }
    if let Ok(policy) = RenderResourcePolicy::default().with_limit(ResourceLimitId::MaxLayoutWorkUnits, WORK) {
        environment = environment.with_resource_policy(policy);
    }
    let options = SvgRenderOptions { diagram_id: Some("dg".to_owned()), ..SvgRenderOptions::default() };
    SvgRequest { environment, options, ..SvgRequest::default() }
}

/// Returns the site's light colours for Mermaid. In the dark the theme's filter inverts them.
fn theme() -> MermaidConfig {
    let colours = serde_json::from_str(include_str!("mermaid.json")).unwrap_or_default();
    MermaidConfig::from_value(colours)
}
