//! The lines that open and close front matter.

/// The kind of a fence, which tells the format of the lines between two fences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// `+++`
    Toml,
    /// `---`
    Yaml,
}

impl Fence {
    /// Returns the fence that `line` is, if it is one. Blanks may follow its marks.
    pub fn of(line: &str) -> Option<Self> {
        [Fence::Toml, Fence::Yaml].into_iter().find(|fence| fence.is(line))
    }

    /// True if `line` opens or closes front matter of this kind.
    pub fn is(self, line: &str) -> bool {
        line.trim_end() == self.marks()
    }

    /// Returns the marks that the line consists of.
    pub fn marks(self) -> &'static str {
        match self {
            Fence::Toml => "+++",
            Fence::Yaml => "---",
        }
    }
}
