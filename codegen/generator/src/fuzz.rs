//! Entry points for fuzzing. Built only by `cargo fuzz`.

/// Converts a description for rustdoc and for a terminal.
///
/// # Panics
/// Panics if the result contains HTML, code that rustdoc compiles, an unsafe link, a control character or an open block,
/// or if it grows more than the description.
pub fn description(markdown: &str) {
    crate::docs::assert_safe(markdown);
}
