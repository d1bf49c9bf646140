//! What to say where a mount holds on to the output directory. A build replaces the directory as a
//! whole, which is impossible for a mount point. And who has mounted the old directory elsewhere
//! would be left with an empty one.

use std::path::Path;

use super::failure::Failure;
use crate::system::Held;

/// Says that `output` cannot be replaced, and what to do.
pub(super) fn failure(held: Held, output: &Path) -> Failure {
    let (why, hint) = match held {
        Held::Is => (
            "it is a mount point, which cannot be replaced as a whole",
            "write to a directory inside it, like `--output OUT/site`",
        ),
        Held::Holds => (
            "something is mounted in it, so it cannot be replaced as a whole",
            "unmount that, or choose another directory with `--output`",
        ),
        Held::Elsewhere => (
            "it is mounted at another place, too, which would be empty after this build",
            "mount the directory around it there instead: it sees every new site",
        ),
    };
    Failure::Refused { path: output.to_path_buf(), why, hint }
}
