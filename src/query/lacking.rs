//! Fields that a filter asks for and no database of the user's has.

use super::expr::{Expr, Operand, Term};
use super::syntax::SyntaxError;
use crate::store::{Field, Geo};

/// What a filter cannot be asked for want of a database, with the place of the field's name in
/// `text`, which `expr` was parsed from.
pub fn lacking(text: &str, expr: &Expr, geo: &Geo) -> Option<SyntaxError> {
    lacking_fields(text, fields(expr), geo)
}

/// Which of `fields`, as `text` names them, has no values for want of a database.
pub fn lacking_fields(
    text: &str,
    fields: impl IntoIterator<Item = Field>,
    geo: &Geo,
) -> Option<SyntaxError> {
    let (field, reason) = fields.into_iter().find_map(|f| Some((f, geo.lack_of(f)?)))?;
    let (start, end) = place_of(field, text).unwrap_or((0, text.len()));
    Some(SyntaxError::new(start, end, reason))
}

/// The fields that are tested by name.
fn fields(expr: &Expr) -> Vec<Field> {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().flat_map(fields).collect(),
        Expr::Not(inner) => fields(inner),
        Expr::Term(Term::Field(field, _)) => vec![*field],
        Expr::Term(Term::Same(one, other)) => {
            [one, other].into_iter().filter_map(Operand::field).collect()
        }
        Expr::Term(_) => Vec::new(),
    }
}

/// Where the first word stands that names the field.
fn place_of(field: Field, text: &str) -> Option<(usize, usize)> {
    let mut start = 0;
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        if char.is_alphanumeric() || char == '.' {
            continue;
        }
        if start < at && Field::named(&text[start..at]) == Some(field) {
            return Some((start, at));
        }
        start = at + char.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_field_without_a_database_is_told_where_it_stands() {
        let check = |text: &str, expected: Option<(usize, usize)>| {
            let found = lacking(text, &parse(text).unwrap(), &Geo::default());
            assert_eq!(found.map(|error| (error.byte, error.end)), expected, "{text}");
        };
        check("country:NL", Some((0, 7)));
        check("name:x or (not COUNTRY:NL)", Some((15, 22)));
        check("\"country\" asn:*", Some((10, 13)));
        check("region:@city", Some((8, 12)));
        check("name:country", None);
        check("agentFamily:curl addressKind:public", None);
    }
}
