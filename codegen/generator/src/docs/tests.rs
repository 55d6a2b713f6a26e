//! Tests that descriptions are converted faithfully and that no input becomes code, HTML or an unsafe link.

use proptest::prelude::*;
use pulldown_cmark::Event;

use super::invariant::{assert_safe, events};
use super::rustdoc;

fn shown(markdown: &str) -> String {
    rustdoc(markdown).join("\n")
}

/// Returns the readable text without white space and formatting.
fn words(markdown: &str) -> String {
    let mut words = String::new();
    for event in events(markdown) {
        if let Event::Text(text) | Event::Code(text) = event {
            words.extend(text.chars().filter(|it| !it.is_whitespace()));
        }
    }
    words
}

fn assert_stable(markdown: &str) {
    let once = shown(markdown);
    let twice = shown(&once);
    assert_eq!(words(&once), words(&twice), "\n{once}\n--\n{twice}\n-- of {markdown:?}");
}

const HOSTILE: &[&str] = &[
    "```\npanic!()\n```",
    "```rust,should_panic\npanic!()\n```",
    "~~~ignore\nfn\n~~~",
    "    indented()\n\n\tso()",
    "- a\n\n      indented()\n- ```\n  x\n  ```",
    "> ```rust\n> x\n> ```\n>     y",
    "1. a\n   ```rust\n   unclosed",
    "````text\n```\npanic!()\n```\n````",
    "``` `\npanic!()\n```",
    "- - -\n* * *\n- - a\n+ +\n1. 1. 1. x",
    "<script>alert(1)</script>",
    "a <b>b</b> <id> <!-- c --> <br/> d<p>e",
    "<div>\n\n```\nx\n```\n\n</div>",
    "<pre><code>panic!()</code></pre>",
    "<!--\n```\n-->\n```\nx\n```",
    "<![CDATA[ x ]]> <?php x ?> <!DOCTYPE x>",
    "[Vec] [`Vec`] [std::vec::Vec] [x][Vec] [Vec][] [fn@main] [a](Vec) [a](#b) [a](struct@x)",
    "[x]: https://example.com\n[x] [X][x] ![x]",
    "[x]: javascript:alert(1)\n\n[x]",
    "[^1]\n\n[^1]: a footnote\n\n    panic!()",
    "- [ ] task\n- [x] done",
    "[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd) [d](HTTPS://example.com)",
    "[a](<http://example.com/a b>) [a](http://example.com/\\)) ![i](http://example.com/i.png \"t\")",
    "[![i](http://example.com/i)](http://example.com) [](http://example.com) [ ](http://example.com)",
    "[a [b](http://example.com) c](http://example.com) [`]`](http://example.com) [\\]](mailto:a@b.c)",
    "![a[b](Vec)c](http://example.com/i)![Vec]",
    "http://example.com, (https://example.com/a_b_(c)). xhttps://example.com* <https://example.com>",
    "http*:*//example.com http<b>:</b>//example.com https\\://example.com http://example.com/{id}/x",
    "https:// http://* http://) <http://example.com",
    "<a@b.c> mailto:a@b.c [a@b.c](mailto:a@b.c) [x](mailto:x)",
    "# a\n## *b* `c`\nSetext\n===\nSetext\n---\n# \n#######",
    "a\n\\===\nb\n\\---\n\\# c\n\\> d\n\\- e\n1\\. f",
    "| a | b |\n|---|:-:|\n| `x\\|y` | \\| |\n| <br> | [Vec] |\n",
    "| a\\\\| b |\n|---|---|\n| `\\|` | `a\\\\|` \\\\|",
    "|  |\n|--|\n|  |\n\n| a |\n| - |",
    "a | b\n\\--- | ---\n\\| c | d\n:-: | :-:",
    "*a*b* **c***d* ***e*** _f_g_ __h__ ~i~ ~~j~~ *k\\* ** l ** **m:**n *\"o\"*p",
    "*a **b** c* **a*b*c** *[x](http://example.com)* **`x`**y",
    "`` ` `` `` `a` `` ` ` `\\` `a``b` ```x``` \\`x\\`",
    "&lt;b&gt; &amp;lt; &#60;script&#62; &#x202e; &#0; &copy; & &x AT&T;",
    "\u{0}\u{1b}[31m\u{7f}\u{85}\u{2028}\u{2029}\u{202e}\u{2066}\u{200f}\u{61c}\u{feff}a\tb\r\nc\rd",
    "a  \nb\\\nc<br>\n\nd\\",
    "\\\n\\\\\n\\a \\[Vec\\] \\<b> \\&lt; \\!\\[a](http://example.com)",
    "!\\[a] ![](Vec) !<http://example.com> ![a](http://example.com)",
    "- a\n- b\n\n* c\n* d\n\n1. e\n1) f",
    "7. a\n8. b\n\ntext\n3) c\n0. d\n1234567890. e",
    "- a\n  7. b\n  - c\n\n    d\n- \n- e",
    "> a\nlazy\n> > b\n\n> c",
    "***\n---\n___\n- ***\n- ___",
    "#![attr] //! x */ /* \" ' r#\" #[doc = \"x\"] {} $x @x",
    "Setext <b\n---\n> q\n===",
    "<b\nhref=x>y</b\n> [a\nb](http://example.com\n'x')",
    "a<http://example.com/*/>*b* `<http://example.com>`",
    "*https://example.com/a*b* __https://example.com__",
    "> [!NOTE]\n> x",
    "term\n: definition\n\n$$x$$ $y$ :::note\nz\n:::",
    "---\nyaml: front\n---\n+++\ntoml\n+++",
];

#[test]
fn converts_hostile_text_to_text() {
    for text in HOSTILE {
        assert_safe(text);
        assert_stable(text);
        for other in HOSTILE {
            for between in ["", " ", "\n", "\n\n", "\n\n- ", "\n> "] {
                assert_safe(&format!("{text}{between}{other}"));
            }
        }
    }
}

#[test]
fn converts_deep_nesting() {
    for deep in ["> ", "- ", "1. ", "*", "[", "![", "`", "<b>", "<", "(", "http://", "|"] {
        assert_safe(&deep.repeat(2000));
        assert_safe(&format!("{}x", deep.repeat(100)));
    }
    let address = format!("http://example.com/{}", ")".repeat(100_000));
    assert_safe(&address);
}

#[test]
fn preserves_content() {
    let cases = [
        ("", ""),
        (" \n\n ", ""),
        ("Plain text, 3 < 4 & snake_case.", "Plain text, 3 < 4 & snake_case."),
        ("# Title\n\ntext", "**Title**\n\ntext"),
        ("**Note:** see `x`\nand *y*.", "**Note:** see `x` and *y*."),
        ("See [the docs](https://example.com/a_b).", "See [the docs](https://example.com/a_b)."),
        ("See [the docs](../a).", "See the docs."),
        ("See https://example.com/a.", "See <https://example.com/a>."),
        ("GET https://example.com/{id}", "GET `https://example.com/{id}`"),
        ("[Vec] and [a][b]", "\\[Vec\\] and \\[a\\]\\[b\\]"),
        ("Use <id> <b>now</b>.<br>Then", "Use \\<id> now.\\\nThen"),
        ("```js\nlet a;\n\tb\n```", "```text\nlet a;\n    b\n```"),
        ("a\n\n    code", "a\n\n```text\ncode\n```"),
        ("- a\n- b\n  - c", "- a\n- b\n  * c"),
        ("- a\n\n- b", "- a\n\n- b"),
        ("2. a\n3. b", "2. a\n3. b"),
        ("> a\n> b", "> a b"),
        ("| a | b |\n|---|--:|\n| 1 | 2 |", "| a | b |\n| --- | --: |\n| 1 | 2 |"),
        ("a\n***\nb", "a\n\n___\n\nb"),
        ("&lt;b&gt;", "\\<b>"),
        ("<p>One &amp; two.</p><p>Three</p>", "One & two.\n\nThree"),
        ("a@b.c <a@b.c>", "a@b.c a@b.c"),
        ("1\\. a", "1\\. a"),
        ("-5 to +5", "-5 to +5"),
    ];
    for (markdown, expected) in cases {
        assert_eq!(shown(markdown), expected, "of {markdown:?}");
    }
}

#[test]
fn wraps_between_words() {
    let lines = rustdoc(&"word ".repeat(50));
    assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 100), "{lines:?}");
    let lines = rustdoc(&format!("{} - 1. # > x", "x".repeat(95)));
    assert_eq!(lines.get(1).map(String::as_str), Some("\\- 1. # > x"));
    let code = format!("`{}`", "a b ".repeat(60));
    assert_eq!(rustdoc(&code).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn converts_random_text_to_text(text in "\\PC{0,80}") {
        assert_safe(&text);
        assert_stable(&text);
    }

    #[test]
    fn converts_random_markup_to_text(text in "[-*_`~#>+=|:.!\\[\\]()<>&;/\\\\a1 \\n\\t\"'b]{0,60}") {
        assert_safe(&text);
        assert_stable(&text);
    }

    #[test]
    fn converts_random_fragments_to_text(pieces in prop::collection::vec(prop::sample::select(&[
        "```", "~~~", "`", "``", "rust\n", "\n", "\n\n", "    ", "\t", " ", "- ", "1. ", "7) ", "> ",
        "# ", "=\n", "---", "***", "*", "**", "_", "~~", "[", "]", "](", ")", "(", "!", "![", "<", ">",
        "<b>", "</b>", "<br>", "<p>", "<!--", "-->", "<script>", "http://example.com", "https://e.fr",
        "mailto:a@b.c", "<https://e.fr>", "|", "| a |\n", "|---|\n", "[^1]", "[^1]: ", "[x]: ", "x", "Vec",
        "&lt;", "&#42;", "\\", "\u{202e}", "\r", "\u{0}", "a", "1", ".", ":", "[ ] ", "&",
    ][..]), 0..30)) {
        let text = pieces.concat();
        assert_safe(&text);
        assert_stable(&text);
    }
}

/// Descriptions of which a naive conversion is quadratic: it indents, pads or repeats.
#[test]
fn output_grows_with_the_description_only() {
    const LENGTH: usize = 40_000;
    let table = format!(
        "{}|\n{}|\n{}",
        "|a".repeat(LENGTH / 6),
        "|-".repeat(LENGTH / 6),
        "|b\n".repeat(LENGTH / 9)
    );
    let reference = format!("[a]: http://a.example/{}\n\n", "x".repeat(LENGTH / 2));
    let stairs: String = (0..280).map(|depth| "  ".repeat(depth) + "- a\n").collect();
    let mut texts = vec![table, reference + &"[a]".repeat(LENGTH / 6), stairs];
    for unit in ["- ", "1. ", "> ", ">- ", "* a\n", "- a\n  ", "[", "![", "[a](", "*a_", "`", "<a>"]
    {
        let nested = unit.repeat(LENGTH / unit.len());
        texts.push(format!("{nested}a"));
        texts.push(format!("{nested}{}", "a\n\n".repeat(LENGTH / 4)));
    }
    texts.push("[".repeat(LENGTH / 2) + &"](http://b.example)".repeat(LENGTH / 40));
    for text in texts {
        for output in [shown(&text), super::plain(&text)] {
            // The containers and the list markers of each line.
            let limit = 30 * text.len();
            assert!(output.len() <= limit, "{:.40}: {} bytes", text, output.len());
        }
    }
}

/// Brackets at the end of an address are counted once.
#[test]
fn addresses_end_before_the_punctuation_of_the_sentence() {
    for (text, expected) in [
        ("(see https://a.example/b).", "(see <https://a.example/b>)."),
        ("https://a.example/b_(c)", "<https://a.example/b_(c)>"),
        ("(https://a.example/b_(c))", "(<https://a.example/b_(c)>)"),
        ("https://a.example/((b)(", "<https://a.example/((b)>("),
        ("http:https://a.example", "http:<https://a.example>"),
        ("http://", "http://"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}
