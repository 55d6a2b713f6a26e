//! Parses patterns.
//!
//! Invariant: what is accepted means the same with and without the flag `u`, or is valid in only one of the two.

use crate::Unsupported;
use crate::class::Class;
use crate::syntax::Node;

/// Maximum depth of nested groups.
const MAX_DEPTH: usize = 50;

/// Parses a pattern.
pub(crate) fn parse(pattern: &str) -> Result<Node, Unsupported> {
    let mut parser = Parser {
        rest: pattern,
        depth: 0,
        has_unicode_syntax: false,
        has_legacy_syntax: false,
        has_astral: false,
    };
    let node = parser.alternation()?;
    if !parser.rest.is_empty() {
        return Err(Unsupported::Syntax);
    }
    // Without the flag `u`, a character outside of the Basic Multilingual Plane is two, and `\u{61}` is 61 times `u`.
    if parser.has_legacy_syntax && (parser.has_unicode_syntax || parser.has_astral) {
        return Err(Unsupported::Syntax);
    }
    Ok(node)
}

struct Parser<'p> {
    rest: &'p str,
    depth: usize,
    /// Whether there is syntax with its meaning only under the flag `u`.
    has_unicode_syntax: bool,
    /// Whether there is syntax that is valid only without the flag `u`.
    has_legacy_syntax: bool,
    has_astral: bool,
}

/// An item of a class: a character, which can be an end of a range, or several.
enum ClassItem {
    Char(char),
    Several(Class),
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next()?;
        self.rest = characters.as_str();
        Some(next)
    }

    fn skip(&mut self, text: &str) -> bool {
        self.rest.strip_prefix(text).map(|rest| self.rest = rest).is_some()
    }

    fn literal(&mut self, character: char) -> char {
        self.has_astral |= character > '\u{ffff}';
        character
    }

    fn alternation(&mut self) -> Result<Node, Unsupported> {
        let mut branches = vec![self.concat()?];
        while self.skip("|") {
            branches.push(self.concat()?);
        }
        Ok(single(branches, Node::Alternation))
    }

    fn concat(&mut self) -> Result<Node, Unsupported> {
        let mut nodes = Vec::new();
        while self.peek().is_some_and(|next| !matches!(next, '|' | ')')) {
            let atom = self.atom()?;
            nodes.push(self.quantified(atom)?);
        }
        Ok(single(nodes, Node::Concat))
    }

    fn atom(&mut self) -> Result<Node, Unsupported> {
        let next = self.next().ok_or(Unsupported::Syntax)?;
        Ok(match next {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Class(Class::dot()),
            '(' => self.group()?,
            '[' => Node::Class(self.class()?),
            '\\' => self.escape()?,
            '*' | '+' | '?' => return Err(Unsupported::Syntax),
            '{' if self.is_quantifier() => return Err(Unsupported::Syntax),
            '{' | '}' | ']' => {
                self.has_legacy_syntax = true;
                Node::Char(next)
            }
            other => Node::Char(self.literal(other)),
        })
    }

    fn group(&mut self) -> Result<Node, Unsupported> {
        let (mut lookaround, mut has_name) = (None, false);
        if self.rest.starts_with('?') {
            lookaround = match () {
                () if self.skip("?:") => None,
                () if self.skip("?=") => Some((false, false)),
                () if self.skip("?!") => Some((false, true)),
                () if self.skip("?<=") => Some((true, false)),
                () if self.skip("?<!") => Some((true, true)),
                () if self.skip("?<") => {
                    has_name = true;
                    None
                }
                // Modifiers, and syntax of other languages.
                () => return Err(Unsupported::Syntax),
            };
        }
        if has_name {
            let (name, rest) = self.rest.split_once('>').ok_or(Unsupported::Syntax)?;
            let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
            if name.is_empty() || !name.chars().all(is_name) {
                return Err(Unsupported::Syntax);
            }
            self.rest = rest;
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unsupported::TooDeep);
        }
        let node = self.alternation()?;
        self.depth -= 1;
        if !self.skip(")") {
            return Err(Unsupported::Syntax);
        }
        Ok(match lookaround {
            Some((is_behind, is_negated)) => {
                Node::Lookaround { node: Box::new(node), is_behind, is_negated }
            }
            // Keeps a group apart from what surrounds it, such as an assertion in a group that is repeated.
            None => Node::Concat(vec![node]),
        })
    }

    /// Returns an atom with the quantifier that follows, if there is one.
    fn quantified(&mut self, atom: Node) -> Result<Node, Unsupported> {
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.braces() {
                Some((min, max, length)) => {
                    self.rest = self.rest.get(length..).unwrap_or_default();
                    self.skip("?");
                    return repeated(atom, min, max);
                }
                None => return Ok(atom),
            },
            _ => return Ok(atom),
        };
        self.next();
        self.skip("?");
        repeated(atom, min, max)
    }

    fn is_quantifier(&self) -> bool {
        // The brace has been read.
        bounds(self.rest).is_some()
    }

    /// Returns the bounds of a quantifier in braces, and its length; `None` if the brace is a character.
    fn braces(&self) -> Option<(u32, Option<u32>, usize)> {
        let (min, max, length) = bounds(self.rest.strip_prefix('{')?)?;
        Some((min, max, length + 1))
    }

    /// Parses the escape outside of a class, after the backslash.
    fn escape(&mut self) -> Result<Node, Unsupported> {
        match self.peek().ok_or(Unsupported::Syntax)? {
            'b' | 'B' => Ok(Node::WordBoundary { is_negated: self.next() == Some('B') }),
            '1'..='9' | 'k' => Err(Unsupported::BackReference),
            _ => Ok(match self.class_escape(false)? {
                ClassItem::Char(character) => Node::Char(character),
                ClassItem::Several(class) => Node::Class(class),
            }),
        }
    }

    /// Parses an escape that a class may contain, after the backslash.
    fn class_escape(&mut self, in_class: bool) -> Result<ClassItem, Unsupported> {
        let letter = self.next().ok_or(Unsupported::Syntax)?;
        if let Some(class) = Class::escape(letter) {
            return Ok(ClassItem::Several(class));
        }
        let character = match letter {
            'p' | 'P' => return self.property(letter == 'P').map(ClassItem::Several),
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'b' if in_class => '\u{8}',
            '0' if !self.peek().is_some_and(|it| it.is_ascii_digit()) => '\0',
            'c' => {
                let letter = self.next().filter(char::is_ascii_alphabetic);
                char::from(
                    letter.and_then(|it| u8::try_from(it).ok()).ok_or(Unsupported::Syntax)? % 32,
                )
            }
            'x' => self.hex(2).and_then(char::from_u32).ok_or(Unsupported::Syntax)?,
            'u' => self.unicode_escape().ok_or(Unsupported::Syntax)?,
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
            | '/' => letter,
            '-' if in_class => letter,
            other if other.is_alphanumeric() || other == '_' => return Err(Unsupported::Syntax),
            other => {
                self.has_legacy_syntax = true;
                self.literal(other)
            }
        };
        Ok(ClassItem::Char(character))
    }

    /// Parses `{Name}` after `\p`.
    fn property(&mut self, is_negated: bool) -> Result<Class, Unsupported> {
        self.has_unicode_syntax = true;
        let (name, rest) = self
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .ok_or(Unsupported::Syntax)?;
        let is_script = name
            .strip_prefix("Script=")
            .or_else(|| name.strip_prefix("sc="))
            .is_some_and(|script| script.chars().all(|it| it.is_ascii_alphabetic() || it == '_'));
        if !is_script && !GENERAL_CATEGORIES.contains(&name) {
            return Err(Unsupported::Syntax);
        }
        self.rest = rest;
        let properties = vec![(is_negated, name.to_owned())];
        Ok(Class { properties, ..Class::default() })
    }

    /// Parses `61`, `{61}` or a pair of surrogates after `\u`.
    fn unicode_escape(&mut self) -> Option<char> {
        if self.skip("{") {
            self.has_unicode_syntax = true;
            let (digits, rest) = self.rest.split_once('}')?;
            self.rest = rest;
            let is_hex = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
            return u32::from_str_radix(digits, 16)
                .ok()
                .filter(|_| is_hex)
                .and_then(char::from_u32);
        }
        let unit = self.hex(4)?;
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit);
        }
        self.has_unicode_syntax = true;
        let low = self.skip("\\u").then(|| self.hex(4)).flatten()?;
        let units = [u16::try_from(unit).ok()?, u16::try_from(low).ok()?];
        char::decode_utf16(units).next()?.ok()
    }

    /// Parses hexadecimal digits.
    fn hex(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }

    /// Parses a class after the opening bracket.
    fn class(&mut self) -> Result<Class, Unsupported> {
        let mut class = Class { is_negated: self.skip("^"), ..Class::default() };
        while !self.skip("]") {
            let first = self.class_item()?;
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            if !is_range {
                class.insert(first);
                continue;
            }
            self.next();
            match (first, self.class_item()?) {
                (ClassItem::Char(first), ClassItem::Char(last)) if first <= last => {
                    class.ranges.push((first, last));
                }
                (ClassItem::Char(_), ClassItem::Char(_)) => return Err(Unsupported::Syntax),
                // A hyphen beside a class is a character.
                (first, last) => {
                    self.has_legacy_syntax = true;
                    class.insert(first);
                    class.insert(ClassItem::Char('-'));
                    class.insert(last);
                }
            }
        }
        Ok(class)
    }

    fn class_item(&mut self) -> Result<ClassItem, Unsupported> {
        match self.next().ok_or(Unsupported::Syntax)? {
            '\\' => self.class_escape(true),
            other => Ok(ClassItem::Char(self.literal(other))),
        }
    }
}

impl Class {
    fn insert(&mut self, item: ClassItem) {
        match item {
            ClassItem::Char(character) => self.ranges.push((character, character)),
            ClassItem::Several(mut class) => {
                self.properties.append(&mut class.properties);
                self.add(&class);
            }
        }
    }
}

/// Returns the only node, or a node of several.
fn single(mut nodes: Vec<Node>, several: fn(Vec<Node>) -> Node) -> Node {
    match (nodes.pop(), nodes.is_empty()) {
        (Some(node), true) => node,
        (last, _) => {
            nodes.extend(last);
            several(nodes)
        }
    }
}

fn repeated(node: Node, min: u32, max: Option<u32>) -> Result<Node, Unsupported> {
    let is_assertion = matches!(
        node,
        Node::Start | Node::End | Node::WordBoundary { .. } | Node::Lookaround { .. }
    );
    if is_assertion || max.is_some_and(|max| max < min) {
        return Err(Unsupported::Syntax);
    }
    Ok(Node::Repeat { node: Box::new(node), min, max })
}

/// Returns the bounds of a quantifier after its brace, and the length with the closing brace.
fn bounds(text: &str) -> Option<(u32, Option<u32>, usize)> {
    let length = text.find(|it: char| !it.is_ascii_digit() && it != ',')?;
    let (inside, rest) = text.split_at_checked(length)?;
    if !rest.starts_with('}') {
        return None;
    }
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && !digits.contains(',');
        // A larger number exceeds the size of patterns as well.
        is_number.then(|| digits.parse().unwrap_or(u32::MAX))
    };
    let (min, max) = match inside.split_once(',') {
        None => (number(inside)?, Some(number(inside)?)),
        Some((min, "")) => (number(min)?, None),
        Some((min, max)) => (number(min)?, Some(number(max)?)),
    };
    Some((min, max, length + 1))
}

/// Values of the property `General_Category`, which ECMAScript and `regex` define alike.
const GENERAL_CATEGORIES: &[&str] = &[
    "C",
    "Cc",
    "Cf",
    "Cn",
    "Co",
    "L",
    "LC",
    "Ll",
    "Lm",
    "Lo",
    "Lt",
    "Lu",
    "M",
    "Mc",
    "Me",
    "Mn",
    "N",
    "Nd",
    "Nl",
    "No",
    "P",
    "Pc",
    "Pd",
    "Pe",
    "Pf",
    "Pi",
    "Po",
    "Ps",
    "S",
    "Sc",
    "Sk",
    "Sm",
    "So",
    "Z",
    "Zl",
    "Zp",
    "Zs",
    "Letter",
    "Lowercase_Letter",
    "Mark",
    "Number",
    "Decimal_Number",
    "Punctuation",
    "Separator",
    "Space_Separator",
    "Symbol",
    "Uppercase_Letter",
];
