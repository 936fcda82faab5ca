//! Fields that are told from another field's value alone: computed once for each distinct value.
//!
//! A derived field costs no memory of an event and no time of a row: its lens has an entry for each
//! distinct value of the column that it reads. What has no value has no derived one.

use std::borrow::Cow;

use rayon::prelude::*;

use super::dictionary::{ABSENT, Dictionary, Values};
use super::field::{Column, Derivation};
use super::geo::Geo;
use crate::record::address::{self, AddressKind};
use crate::record::user_agent::UserAgent;

/// The values of a derived field.
#[derive(Debug, Default)]
pub(crate) struct Derived {
    pub(crate) values: Values,
    /// From a code of the column to a code of these values.
    pub(crate) lens: Vec<u32>,
}

impl Derived {
    /// Bytes held.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.values.heap_bytes() + self.lens.capacity() * 4
    }
}

/// The fields of one parsed user agent, in this order.
const OF_AGENTS: [Derivation; 6] = [
    Derivation::AgentFamily,
    Derivation::AgentVersion,
    Derivation::AgentSdk,
    Derivation::AgentLanguage,
    Derivation::AgentSystem,
    Derivation::AgentCommand,
];

const OF_ADDRESSES: [Derivation; 2] = [Derivation::AddressKind, Derivation::Network];

const OF_GEO: [Derivation; 4] =
    [Derivation::Country, Derivation::City, Derivation::Asn, Derivation::AsOrganization];

/// Every derived field, in the order of [`Derivation`], from the values of all columns; what needs
/// databases has no values yet.
pub(crate) fn derive(columns: &[Values]) -> Vec<Derived> {
    let column = |column: Column| &columns[column as usize];
    let addresses = column(Column::SourceIp);
    let (services, (agents, kinds)) = rayon::join(
        || of_values(column(Column::EventSource), |text| [plain(short_service(text))]),
        || {
            rayon::join(
                || of_values(column(Column::UserAgent), of_agent),
                || of_values(addresses, of_address),
            )
        },
    );
    let mut all: Vec<Derived> = (0..Derivation::COUNT).map(|_| Derived::default()).collect();
    put(&mut all, [Derivation::Service], services);
    put(&mut all, OF_AGENTS, agents);
    put(&mut all, OF_ADDRESSES, kinds);
    for derivation in OF_GEO {
        all[derivation as usize].lens = vec![ABSENT; addresses.len()];
    }
    all
}

/// Looks every address up.
pub(crate) fn locate(all: &mut [Derived], addresses: &Values, geo: &Geo) {
    if geo.is_empty() {
        return;
    }
    let found = of_values(addresses, |text| {
        let place = address::parse(text).map(|address| geo.find(address)).unwrap_or_default();
        let own = |text: String| Text { key: Cow::Owned(text), label: Cow::Borrowed("") };
        let country =
            Text { key: Cow::Owned(place.country_code), label: Cow::Owned(place.country_name) };
        [country, own(place.city), own(place.asn), own(place.organization)]
    });
    put(all, OF_GEO, found);
}

fn put<const N: usize>(all: &mut [Derived], places: [Derivation; N], found: [Derived; N]) {
    for (derivation, derived) in places.into_iter().zip(found) {
        all[derivation as usize] = derived;
    }
}

/// What makes a value distinct, and what is shown when that is another text.
struct Text<'t> {
    key: Cow<'t, str>,
    label: Cow<'t, str>,
}

fn plain<'t>(key: impl Into<Cow<'t, str>>) -> Text<'t> {
    Text { key: key.into(), label: Cow::Borrowed("") }
}

fn short_service(source: &str) -> &str {
    source.strip_suffix(".amazonaws.com").unwrap_or(source)
}

fn of_agent(text: &str) -> [Text<'_>; 6] {
    let agent = UserAgent::parse(text);
    [
        plain(agent.family),
        plain(agent.version),
        plain(agent.sdk),
        plain(agent.language),
        plain(agent.system),
        plain(agent.command),
    ]
}

fn of_address(text: &str) -> [Text<'_>; 2] {
    [plain(AddressKind::of(text).text()), plain(address::network(text).unwrap_or_default())]
}

/// Values that are told together, each distinct one of `values` looked at once.
fn of_values<'v, const N: usize>(
    values: &'v Values,
    tell: impl Fn(&'v str) -> [Text<'v>; N] + Sync,
) -> [Derived; N] {
    let codes = 1..u32::try_from(values.len()).unwrap_or(u32::MAX);
    let told: Vec<[Text<'v>; N]> =
        codes.into_par_iter().with_min_len(256).map(|code| tell(values.key(code))).collect();
    std::array::from_fn(|at| {
        let mut dictionary = Dictionary::default();
        let code_of =
            |texts: &[Text<'v>; N]| dictionary.intern_labelled(&texts[at].key, &texts[at].label);
        let lens = std::iter::once(ABSENT).chain(told.iter().map(code_of)).collect();
        Derived { values: dictionary.into_values(), lens }
    })
}
