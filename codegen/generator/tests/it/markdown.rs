//! Documentation as rustdoc parses it: doc tests, intra-doc links and markup.

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag};

/// The doc tests and links in the documentation of files.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Found {
    /// The info strings of the code blocks that rustdoc would compile.
    pub(crate) tests: Vec<String>,
    /// The links that rustdoc would resolve to items.
    pub(crate) links: Vec<String>,
}

impl Found {
    /// Adds the documentation of a file; panics on markup.
    pub(crate) fn read(&mut self, file: &syn::File) {
        self.document(&file.attrs);
        for item in &file.items {
            match item {
                syn::Item::Enum(item) => {
                    self.document(&item.attrs);
                    item.variants.iter().for_each(|variant| self.document(&variant.attrs));
                }
                syn::Item::Struct(item) => {
                    self.document(&item.attrs);
                    item.fields.iter().for_each(|field| self.document(&field.attrs));
                }
                syn::Item::Impl(item) => {
                    self.document(&item.attrs);
                    for part in &item.items {
                        match part {
                            syn::ImplItem::Fn(part) => self.document(&part.attrs),
                            syn::ImplItem::Const(part) => self.document(&part.attrs),
                            syn::ImplItem::Type(part) => self.document(&part.attrs),
                            _ => panic!("an item of an impl that is never emitted"),
                        }
                    }
                }
                syn::Item::Static(item) => self.document(&item.attrs),
                syn::Item::Type(item) => self.document(&item.attrs),
                syn::Item::Mod(item) => {
                    assert!(item.content.is_none());
                    self.document(&item.attrs);
                }
                syn::Item::Macro(item) => self.document(&item.attrs),
                _ => {}
            }
        }
    }

    /// Adds the documentation of an item.
    fn document(&mut self, attributes: &[syn::Attribute]) {
        let lines: Vec<String> = attributes.iter().filter_map(line).collect();
        let markdown = lines.join("\n");
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_SMART_PUNCTUATION;
        let mut unresolved = Vec::new();
        let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
            unresolved.push(link.reference.to_string());
            None
        };
        for event in Parser::new_with_broken_link_callback(&markdown, options, Some(callback)) {
            match event {
                Event::Html(_) | Event::InlineHtml(_) => panic!("markup in\n{markdown}"),
                Event::FootnoteReference(_) => panic!("a footnote in\n{markdown}"),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    self.tests.push(String::new());
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) if &*words != "text" => {
                    self.tests.push(words.to_string());
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    let far = ["https://", "http://", "mailto:"];
                    if !far.iter().any(|scheme| dest_url.starts_with(scheme)) {
                        self.links.push(dest_url.to_string());
                    }
                }
                _ => {}
            }
        }
        self.links.append(&mut unresolved);
    }
}

/// Returns a line of documentation without its leading space.
fn line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let (true, syn::Expr::Lit(literal)) = (pair.path.is_ident("doc"), &pair.value) else {
        return None;
    };
    let syn::Lit::Str(text) = &literal.lit else {
        panic!("documentation that is not a string");
    };
    let text = text.value();
    Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
}
