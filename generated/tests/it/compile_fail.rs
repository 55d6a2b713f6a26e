//! Invalid requests do not compile.

#[test]
fn invalid_requests_do_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile_fail/complete.rs");
    cases.compile_fail("tests/compile_fail/without_*.rs");
    cases.compile_fail("tests/compile_fail/with_*.rs");
}
