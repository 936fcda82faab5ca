//! A scene as texts, and back: for the command line, for saved views, for a shared line.
//!
//! What a scene says beyond the usual becomes a [`ViewSpec`]. A place in a file is no part of it, so a
//! neighbourhood is left out, and so are facets that are closed.

use super::facet_choice::{FACET_ORDERS, FacetChoice, USUAL_FACETS};
use super::filters::{Chip, Filters, Mode};
use super::history::Scene;
use crate::config::{Setting, ViewSpec};
use crate::export::Columns;
use crate::query::{
    Expr, Operand, SortKey, SyntaxError, lacking, lacking_fields, parse, parse_fields, parse_sort,
};
use crate::store::{Field, Geo};
use crate::time::{TimesShown, Zone};
use crate::tui::action::ViewKind;

/// The usual facets, as a text.
const USUAL: &str = "usual";

/// What stands where a view says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Usual {
    /// The columns of the list.
    pub columns: Columns,
    /// What groups are made of.
    pub by: Vec<Field>,
}

impl Usual {
    /// The scene of a view that says nothing.
    fn scene(&self) -> Scene {
        Scene {
            filters: Filters::default(),
            view: ViewKind::Events,
            by: self.by.clone(),
            columns: self.columns.clone(),
            times: TimesShown::default(),
            facets: FacetChoice::default(),
        }
    }
}

/// Which text of a view makes no sense, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewFault {
    /// What the text was for.
    pub setting: Setting,
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub error: SyntaxError,
}

/// The scene as texts.
///
/// Columns that the user's configuration makes the usual ones are written out: elsewhere they are
/// not.
pub fn spec_of(scene: &Scene, usual: &Usual) -> ViewSpec {
    let filters = &scene.filters;
    let mut spec = ViewSpec::default();
    let mut say = |setting, texts: Vec<String>| spec.set(setting, texts);
    if filters.in_force(Mode::Filter).next().is_some() {
        say(Setting::Filter, vec![filters.filter(None).to_string()]);
    }
    let highlights = filters.in_force(Mode::Highlight).map(|at| filters.chips[at].text.clone());
    say(Setting::Highlight, highlights.collect());
    for (setting, mode) in [(Setting::Off, Mode::Filter), (Setting::HighlightOff, Mode::Highlight)]
    {
        let is_off = |chip: &&Chip| chip.mode == mode && (filters.is_off || chip.is_off);
        let off = filters.chips.iter().filter(is_off);
        say(setting, off.map(|chip| chip.text.clone()).collect());
    }
    if !filters.sort.is_empty() {
        let keys: Vec<String> = filters.sort.iter().map(SortKey::to_string).collect();
        say(Setting::Sort, vec![keys.join(",")]);
    }
    if scene.view != ViewKind::Events && ViewKind::ALL.contains(&scene.view) {
        say(Setting::View, vec![scene.view.name().to_owned()]);
    }
    let (columns, plain) = (scene.columns.to_string(), Columns::default().to_string());
    if columns != plain || usual.columns.to_string() != plain {
        say(Setting::Columns, vec![columns]);
    }
    if !scene.columns.folds {
        say(Setting::Fold, vec!["no".to_owned()]);
    }
    if scene.times.zone != Zone::Utc {
        say(Setting::Timezone, vec![scene.times.zone.to_string()]);
    }
    if scene.times.is_delta {
        say(Setting::Delta, vec!["yes".to_owned()]);
    }
    if scene.by != usual.by {
        say(Setting::By, vec![names(&scene.by)]);
    }
    say_facets(&scene.facets, &mut say);
    spec
}

fn say_facets(facets: &FacetChoice, say: &mut dyn FnMut(Setting, Vec<String>)) {
    if facets.is_open {
        let is_usual = facets.fields == USUAL_FACETS;
        let fields = if is_usual { USUAL.to_owned() } else { names(&facets.fields) };
        say(Setting::Facets, vec![fields]);
        if !facets.folded.is_empty() {
            say(Setting::FacetFolds, vec![names(&facets.folded)]);
        }
    }
    if (facets.is_open || facets.counted.is_some())
        && let Some((_, name)) = FACET_ORDERS[1..].iter().find(|(o, _)| *o == facets.order)
    {
        say(Setting::FacetOrder, vec![(*name).to_owned()]);
    }
    if let Some(field) = facets.counted {
        say(Setting::Count, vec![field.spec().name.to_owned()]);
    }
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.spec().name).collect::<Vec<&str>>().join(",")
}

/// The scene that the texts say; fails with the first text that makes no sense.
pub fn scene_of(spec: &ViewSpec, usual: &Usual) -> Result<Scene, ViewFault> {
    let mut scene = usual.scene();
    for (setting, texts) in spec.iter() {
        for text in texts {
            let fault = |error| ViewFault { setting, text: text.clone(), error };
            take(setting, text, &mut scene).map_err(fault)?;
        }
    }
    Ok(scene)
}

/// The first text of a view that asks for a field which no database has.
pub fn lack_in(spec: &ViewSpec, geo: &Geo) -> Option<ViewFault> {
    let lack = |setting, text: &str| match setting {
        Setting::Filter | Setting::Off | Setting::Highlight | Setting::HighlightOff => {
            lacking(text, &parse(text).ok()?, geo)
        }
        Setting::Sort => {
            let keys = parse_sort(text).ok()?;
            lacking_fields(text, keys.iter().filter_map(SortKey::field), geo)
        }
        Setting::Columns => {
            let columns = Columns::parse(text).ok()?;
            lacking_fields(text, columns.operands().filter_map(Operand::field), geo)
        }
        Setting::By | Setting::Facets | Setting::Count => {
            lacking_fields(text, parse_fields(text).ok()?, geo)
        }
        _ => None,
    };
    spec.iter().find_map(|(setting, texts)| {
        texts.iter().find_map(|text| {
            lack(setting, text).map(|error| ViewFault { setting, text: text.clone(), error })
        })
    })
}

/// Whether a text makes sense for a setting.
pub fn check(setting: Setting, text: &str) -> Result<(), SyntaxError> {
    let usual = Usual { columns: Columns::default(), by: Vec::new() };
    take(setting, text, &mut usual.scene())
}

fn take(setting: Setting, text: &str, scene: &mut Scene) -> Result<(), SyntaxError> {
    let mut chip = |mode, is_off| -> Result<(), SyntaxError> {
        let expr = parse(text)?;
        if !expr.is_all() {
            scene.filters.chips.push(Chip { is_off, ..Chip::new(expr, mode) });
        }
        Ok(())
    };
    match setting {
        Setting::Filter => {
            let expr = parse(text)?;
            if !expr.is_all() {
                scene.filters.chips.extend(Chip::split(expr, Mode::Filter));
            }
        }
        Setting::Highlight => chip(Mode::Highlight, false)?,
        Setting::Off => chip(Mode::Filter, true)?,
        Setting::HighlightOff => chip(Mode::Highlight, true)?,
        Setting::Sort => scene.filters.sort = parse_sort(text)?,
        Setting::View => scene.view = one_of(text, ViewKind::ALL.map(|view| (view, view.name())))?,
        Setting::Columns => {
            scene.columns = Columns { folds: scene.columns.folds, ..Columns::parse(text)? };
        }
        Setting::Fold => scene.columns.folds = one_of(text, YES_OR_NO)?,
        Setting::Timezone => scene.times.zone = Zone::parse(text).ok_or_else(|| no_zone(text))?,
        Setting::Delta => scene.times.is_delta = one_of(text, YES_OR_NO)?,
        Setting::By => scene.by = parse_fields(text)?,
        Setting::Facets => {
            scene.facets.is_open = true;
            if text != USUAL {
                scene.facets.fields = parse_fields(text)?;
            }
        }
        Setting::FacetOrder => scene.facets.order = one_of(text, FACET_ORDERS)?,
        Setting::FacetFolds => {
            let folded = parse_fields(text)?;
            let fields = scene.facets.fields.iter();
            scene.facets.folded = fields.filter(|f| folded.contains(f)).copied().collect();
        }
        Setting::Count => {
            let fields = parse_fields(text)?;
            match fields[..] {
                [field] if !matches!(field, Field::Time | Field::EventId) => {
                    scene.facets.counted = Some(field);
                }
                _ => return Err(whole(text, "expected one field whose values can be counted")),
            }
        }
    }
    Ok(())
}

const YES_OR_NO: [(bool, &str); 2] = [(true, "yes"), (false, "no")];

fn no_zone(text: &str) -> SyntaxError {
    let known = "`UTC`, `local`, a name such as `Europe/Berlin`, or an offset such as `+02:00`";
    whole(text, &format!("unknown zone `{text}`; expected {known}"))
}

fn one_of<T: Copy, const N: usize>(
    text: &str,
    known: [(T, &'static str); N],
) -> Result<T, SyntaxError> {
    let found = known.iter().find(|(_, name)| *name == text);
    let names = || known.map(|(_, name)| name).join(", ");
    found
        .map(|(value, _)| *value)
        .ok_or_else(|| whole(text, &format!("expected one of {}", names())))
}

fn whole(text: &str, reason: &str) -> SyntaxError {
    SyntaxError { byte: 0, end: text.len(), reason: reason.to_owned() }
}

/// What of a view can be counted before it is opened: its filter.
pub fn filter_of(spec: &ViewSpec) -> Option<Expr> {
    parse(spec.text(Setting::Filter).unwrap_or_default()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::SavedView;
    use crate::config::read_line;
    use crate::query::{FacetOrder, Operand, SortBy};
    use crate::store::FIELDS;

    fn usual() -> Usual {
        Usual { columns: Columns::default(), by: vec![Field::Actor] }
    }

    const TERMS: &[&str] = &[
        "iam",
        "'a b",
        "\"it's (odd)\"",
        "!error:*",
        "access:write",
        "name:(CreateUser,GetUser)",
        "time:-2h..",
        "time:2025-03-11..2025-03-12",
        "ip:192.0.2.0/24",
        "a or b",
        "not (a or b c)",
        "a !b",
        "requestParameters.\"x y\"[0]:\"\\n\u{202e}\"",
        "/^(Create|Put)/",
        "*whole",
        "callerAccount!=@account",
    ];

    fn chips() -> impl Strategy<Value = Chip> {
        let mode = prop_oneof![Just(Mode::Filter), Just(Mode::Highlight)];
        (prop::sample::select(TERMS), mode, any::<bool>()).prop_map(|(text, mode, is_off)| Chip {
            is_off,
            ..Chip::new(parse(text).unwrap(), mode)
        })
    }

    fn some_fields() -> impl Strategy<Value = Vec<Field>> {
        let all: Vec<Field> = FIELDS.iter().map(|spec| spec.field).collect();
        prop::sample::subsequence(all, 1..5).prop_shuffle()
    }

    fn facets() -> impl Strategy<Value = FacetChoice> {
        let order = prop::sample::select(FACET_ORDERS.map(|(order, _)| order).to_vec());
        let fields = prop_oneof![Just(USUAL_FACETS.to_vec()), some_fields()];
        let counted = prop::option::of(Just(Field::Actor));
        (any::<bool>(), fields, order, counted, any::<prop::sample::Index>()).prop_map(
            |(is_open, fields, order, counted, fold)| {
                let folded = fields[fold.index(fields.len())..].to_vec();
                FacetChoice { is_open, fields, order, folded, counted }
            },
        )
    }

    fn scenes() -> impl Strategy<Value = Scene> {
        let key = (some_fields(), any::<bool>())
            .prop_map(|(fields, descending)| SortKey { key: SortBy::Field(fields[0]), descending });
        let filters =
            (prop::collection::vec(chips(), 0..5), any::<bool>(), prop::collection::vec(key, 0..3))
                .prop_map(|(chips, is_off, sort)| Filters { chips, is_off, sort, around: None });
        let view = prop::sample::select(ViewKind::ALL.to_vec());
        let zone = prop::sample::select(vec!["UTC", "-03:30", "Europe/Berlin"]);
        let times = (zone, any::<bool>())
            .prop_map(|(zone, is_delta)| TimesShown { zone: Zone::parse(zone).unwrap(), is_delta });
        let columns = (some_fields(), prop::option::of(0..2usize), any::<bool>()).prop_map(
            |(fields, frozen, folds)| Columns {
                frozen,
                folds,
                ..Columns::of(fields.into_iter().map(Operand::Field))
            },
        );
        (filters, view, some_fields(), columns, facets(), times).prop_map(
            |(filters, view, by, columns, facets, times)| Scene {
                filters,
                view,
                by,
                columns,
                times,
                facets,
            },
        )
    }

    /// The scene as a view has it: chips of one term, those in force first; no facets when closed.
    fn as_a_view(scene: &Scene) -> Scene {
        let Filters { chips, is_off, sort, .. } = scene.filters.clone();
        let is_of = |mode, off: bool| {
            move |chip: &&Chip| chip.mode == mode && (is_off || chip.is_off) == off
        };
        let filters = chips.iter().filter(is_of(Mode::Filter, false));
        let all = filters.fold(Expr::all(), |all, chip| all.and(chip.expr.clone()));
        let mut kept = if all.is_all() { Vec::new() } else { Chip::split(all, Mode::Filter) };
        kept.extend(chips.iter().filter(is_of(Mode::Highlight, false)).cloned());
        kept.extend(chips.iter().filter(is_of(Mode::Filter, true)).cloned());
        kept.extend(chips.iter().filter(is_of(Mode::Highlight, true)).cloned());
        for chip in &mut kept {
            chip.is_off |= is_off;
        }
        let shown = &scene.facets;
        let mut facets = FacetChoice { counted: shown.counted, ..FacetChoice::default() };
        if shown.is_open {
            facets = shown.clone();
        } else if shown.counted.is_some() {
            facets.order = shown.order;
        }
        let filters = Filters { chips: kept, is_off: false, sort, around: None };
        Scene { filters, facets, ..scene.clone() }
    }

    proptest! {
        #[test]
        fn a_scene_is_its_texts_read_again(scene in scenes()) {
            let spec = spec_of(&scene, &usual());
            let again = scene_of(&spec, &usual()).unwrap();
            prop_assert_eq!(&again, &as_a_view(&scene), "{}", spec.options());
            prop_assert_eq!(spec_of(&again, &usual()), spec);
        }

        #[test]
        fn a_scene_is_its_shared_line_read_again(scene in scenes()) {
            let spec = spec_of(&scene, &usual());
            let line = SavedView { name: "late night".to_owned(), spec }.line();
            let shared = read_line(&line).unwrap();
            prop_assert_eq!(scene_of(&shared.spec, &usual()).unwrap(), as_a_view(&scene), "{}", line);
        }
    }

    #[test]
    fn usual_columns_of_the_user_are_written_out() {
        let mine = Usual { columns: Columns::parse("time,actor").unwrap(), ..usual() };
        assert_eq!(spec_of(&mine.scene(), &mine).options(), "--columns eventTime,actor");
        assert!(spec_of(&usual().scene(), &usual()).is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_told_with_its_place() {
        let fails = |setting, text: &str, byte, reason: &str| {
            let error = check(setting, text).unwrap_err();
            assert_eq!(error.byte, byte, "{text}");
            assert!(error.reason.starts_with(reason), "{}", error.reason);
        };
        fails(Setting::Filter, "a (b", 2, "unclosed");
        fails(Setting::Sort, "actor:up", 6, "expected `asc` or `desc`");
        fails(Setting::View, "event", 0, "expected one of events, groups, sessions, sources");
        fails(Setting::FacetOrder, "odd", 0, "expected one of common, rare, name");
        fails(
            Setting::Timezone,
            "Berlin",
            0,
            "unknown zone `Berlin`; expected `UTC`, `local`, a name",
        );
        fails(Setting::Fold, "on", 0, "expected one of yes, no");
        fails(Setting::Columns, "actor,x", 6, "unknown field `x`");
        fails(Setting::Count, "eventTime", 0, "expected one field whose values");
        assert_eq!(check(Setting::Count, "actor"), Ok(()));
        let order = FacetOrder::Rare;
        let scene =
            scene_of(&read_line("--count actor --facet-order rare").unwrap().spec, &usual());
        assert_eq!(
            scene.unwrap().facets,
            FacetChoice { order, counted: Some(Field::Actor), ..FacetChoice::default() }
        );
    }
}
