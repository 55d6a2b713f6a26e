//! Members of enumerations.

use super::{At, Comparison, Node};
use crate::api::{Enumeration, Member};
use crate::drift::change::RenamedKind;
use crate::drift::rules::Code;
use crate::drift::words;

impl Comparison<'_> {
    pub(super) fn enumerations(
        &mut self,
        old: &Enumeration,
        new: &Enumeration,
        at: &At,
        out: &mut Node,
    ) {
        for member in &old.members {
            if let Some(other) = find(new, member) {
                let names = (member.name.as_str(), other.name.as_str());
                self.note_name(RenamedKind::Variant, (names.0, &at.old), (names.1, &at.new));
                self.member_texts(member, other, at, out);
                continue;
            }
            let value = words::constant(&member.value);
            let message = format!("the member `{value}` was removed");
            out.changes.push(self.change(Code::MemberRemoved, at, message, Some(value), None));
        }
        for member in new.members.iter().filter(|member| find(old, member).is_none()) {
            let value = words::constant(&member.value);
            let message = format!("the member `{value}` was added");
            out.changes.push(self.change(Code::MemberAdded, at, message, None, Some(value)));
        }
    }
}

/// Returns the member of an enumeration with the same value.
pub(super) fn find<'m>(enumeration: &'m Enumeration, member: &Member) -> Option<&'m Member> {
    enumeration.members.iter().find(|other| other.value == member.value)
}
