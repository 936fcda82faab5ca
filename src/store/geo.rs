//! Countries and networks' owners by address, from databases that the user gives.
//!
//! A database is a file of MaxMind's format (`.mmdb`), read whole into memory. What it holds is told by
//! its first records, not by its name: MaxMind's own and others' kinds have the same facts at
//! different paths. It may be damaged anywhere; a look that fails finds nothing.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use maxminddb::{LookupResult, PathElement, Reader, WithinOptions};

use super::field::Field;

/// Databases, those asked first at the front.
#[derive(Debug, Clone, Default)]
pub struct Geo {
    databases: Arc<[GeoDatabase]>,
}

/// One database.
#[derive(Debug)]
pub struct GeoDatabase {
    reader: Reader<Vec<u8>>,
    has_countries: bool,
    has_cities: bool,
    has_systems: bool,
}

/// Why a file is no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoGeo {
    /// It is of another format, or damaged.
    #[error("not a MaxMind database ({0}); give the unpacked .mmdb file")]
    Foreign(String),
    /// It holds something else.
    #[error("a database of type `{0}`, which has neither countries nor autonomous systems")]
    Useless(String),
}

/// What is known of an address; `""` where nothing is.
#[derive(Debug, Default)]
pub(crate) struct Location {
    pub(crate) country_code: String,
    pub(crate) country_name: String,
    pub(crate) city: String,
    pub(crate) asn: String,
    pub(crate) organization: String,
}

/// Where databases have a fact; the first that is there counts.
type Paths = &'static [&'static [&'static str]];

const COUNTRY_CODES: Paths = &[
    &["country", "iso_code"],
    &["country_code"],
    &["registered_country", "iso_code"],
    &["country"],
];
const COUNTRY_NAMES: Paths =
    &[&["country", "names", "en"], &["country_name"], &["registered_country", "names", "en"]];
const CITIES: Paths = &[&["city", "names", "en"], &["city"]];
const SYSTEMS: Paths = &[&["autonomous_system_number"], &["asn"]];
const ORGANIZATIONS: Paths =
    &[&["autonomous_system_organization"], &["as_name"], &["organization"], &["isp"]];

/// Records that are looked at to see what a database holds.
const PROBED: usize = 4096;

impl GeoDatabase {
    /// Reads a database.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, NoGeo> {
        let reader =
            Reader::from_source(bytes).map_err(|error| NoGeo::Foreign(error.to_string()))?;
        let mut this = Self { reader, has_countries: false, has_cities: false, has_systems: false };
        this.probe();
        if this.has_countries || this.has_systems {
            Ok(this)
        } else {
            Err(NoGeo::Useless(this.reader.metadata().database_type.clone()))
        }
    }

    fn probe(&mut self) {
        // With the empty networks: a tree without any data would be walked without end.
        let options = WithinOptions::default().include_networks_without_data();
        let Ok(networks) = self.reader.networks(options) else { return };
        let mut found = [false; 3];
        for record in networks.take(PROBED).flatten().filter(LookupResult::has_data) {
            for (has, paths) in found.iter_mut().zip([COUNTRY_CODES, CITIES, SYSTEMS]) {
                *has |= text(&record, paths).is_some();
            }
        }
        [self.has_countries, self.has_cities, self.has_systems] = found;
    }
}

impl Geo {
    /// Databases in the order in which they are asked.
    pub fn new(databases: Vec<GeoDatabase>) -> Self {
        Self { databases: databases.into() }
    }

    /// Whether there is no database.
    pub fn is_empty(&self) -> bool {
        self.databases.is_empty()
    }

    /// Whether a database has the values of `field`; fields that need none are always there.
    pub fn has(&self, field: Field) -> bool {
        let any = |has: fn(&GeoDatabase) -> bool| self.databases.iter().any(has);
        match field {
            Field::Country => any(|database| database.has_countries),
            Field::City => any(|database| database.has_cities),
            Field::Asn | Field::AsOrganization => any(|database| database.has_systems),
            _ => true,
        }
    }

    /// Why a field has no values; `None` when it can have some.
    pub fn lack_of(&self, field: Field) -> Option<String> {
        let name = field.spec().name;
        match (self.has(field), self.is_empty()) {
            (true, _) => None,
            (false, true) => {
                Some(format!("no --geoip database: `{name}` needs one, --geoip FILE.mmdb"))
            }
            (false, false) => Some(format!("no --geoip database has `{name}`; give a further one")),
        }
    }

    pub(crate) fn find(&self, address: IpAddr) -> Location {
        let mut location = Location::default();
        for database in &*self.databases {
            let Ok(record) = database.reader.lookup(address) else { continue };
            let fill = |held: &mut String, paths| {
                if held.is_empty()
                    && let Some(text) = text(&record, paths)
                {
                    *held = text;
                }
            };
            if location.country_code.is_empty() {
                fill(&mut location.country_code, COUNTRY_CODES);
                fill(&mut location.country_name, COUNTRY_NAMES);
            }
            fill(&mut location.city, CITIES);
            if location.asn.is_empty() {
                fill(&mut location.asn, SYSTEMS);
                fill(&mut location.organization, ORGANIZATIONS);
            }
        }
        if location.asn.starts_with(|c: char| c.is_ascii_digit()) {
            location.asn.insert_str(0, "AS");
        }
        location
    }
}

type Record<'r> = LookupResult<'r, Vec<u8>>;

/// The text or number at the first path that has one.
fn text(record: &Record<'_>, paths: Paths) -> Option<String> {
    paths.iter().find_map(|path| {
        let path: Vec<PathElement<'_>> = path.iter().map(|&name| PathElement::Key(name)).collect();
        // A path that ends at a number is no text, and one at a map neither.
        let text = record.decode_path::<Cow<'_, str>>(&path).ok().flatten().map(Cow::into_owned);
        let number = || record.decode_path::<u32>(&path).ok().flatten().map(|n| n.to_string());
        text.or_else(number).filter(|text| !text.is_empty())
    })
}
