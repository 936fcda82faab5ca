//! What the explorer shows first, and where the user's configuration is.

use std::path::PathBuf;

use clap::Args;

use super::failure::{Failure, query_failure};
use super::geoip;
use crate::config::{Choice, SavedView, Setting, ViewSpec};
use crate::query::{Query, SortKey, SyntaxError, parse, parse_sort};
use crate::store::Geo;
use crate::text::sanitize;

/// Which events, in which order.
#[derive(Debug, Clone, Args)]
pub struct Asked {
    /// Only events that match: words, `field:value`, `and`, `or`, `not`
    #[arg(short, long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// Order by these fields or JSON paths instead of by time
    #[arg(long, value_name = "FIELD[:desc],…")]
    pub sort: Option<String>,
}

impl Asked {
    /// The query that was typed.
    pub fn query(&self) -> Result<Query, Failure> {
        let filter = self.filter.as_deref().unwrap_or("");
        let sort = self.sort.as_deref().unwrap_or("");
        Ok(Query {
            filter: parse(filter).map_err(|error| query_failure("query", filter, &error))?,
            sort: parse_sort(sort).map_err(|error| query_failure("sort order", sort, &error))?,
        })
    }
}

impl Asked {
    /// Fails when the query, as parsed, asks for a field that no `--geoip` database has.
    pub(crate) fn check(&self, query: &Query, geo: &Geo) -> Result<(), Failure> {
        let text = self.filter.as_deref().unwrap_or("");
        geoip::check_filter("query", (text, &query.filter), geo)?;
        geoip::check_fields("sort order", query.sort.iter().filter_map(SortKey::field), geo)
    }
}

/// What is shown first, beside filter and order; a copied command line says it again.
#[derive(Debug, Clone, Default, Args)]
pub struct ViewArguments {
    /// Events to set off from the others; may be repeated
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub highlight: Vec<String>,
    /// A filter that is switched off; may be repeated
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub off: Vec<String>,
    /// A highlight that is switched off; may be repeated
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub highlight_off: Vec<String>,
    /// Columns of the list of events, fields or JSON paths; `:24` is a width, a lone `/` ends those
    /// that stay while the others move sideways
    #[arg(long, value_name = "COLUMN[:WIDTH],…")]
    pub columns: Option<String>,
    /// Whether columns with one value only fold: yes or no
    #[arg(long, value_name = "yes|no")]
    pub fold: Option<String>,
    /// Show times of this zone: `local`, `Europe/Berlin`, `+02:00`; filters stay in UTC
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub timezone: Option<String>,
    /// Whether rows show the time since the row before: yes or no
    #[arg(long, value_name = "yes|no")]
    pub delta: Option<String>,
    /// Fields to group by, outermost first
    #[arg(long, value_name = "FIELD,…")]
    pub by: Option<String>,
    /// Fields whose values are listed beside the events, or `usual`
    #[arg(long, value_name = "FIELD,…")]
    pub facets: Option<String>,
    /// Which of these values come first: common, rare or name
    #[arg(long, value_name = "ORDER")]
    pub facet_order: Option<String>,
    /// Those of these fields that are folded
    #[arg(long, value_name = "FIELD,…")]
    pub facet_folds: Option<String>,
    /// Count the values of this column
    #[arg(long, value_name = "FIELD")]
    pub count: Option<String>,
    /// A saved view, or what to begin with: events, groups, sources
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
}

impl ViewArguments {
    /// What was typed, as it stands.
    pub(crate) fn spec(&self, asked: &Asked) -> ViewSpec {
        let mut spec = ViewSpec::default();
        let mut one =
            |setting, text: &Option<String>| spec.set(setting, Vec::from_iter(text.clone()));
        one(Setting::Filter, &asked.filter);
        one(Setting::Sort, &asked.sort);
        one(Setting::View, &self.view);
        one(Setting::Columns, &self.columns);
        one(Setting::Fold, &self.fold);
        one(Setting::Timezone, &self.timezone);
        one(Setting::Delta, &self.delta);
        one(Setting::By, &self.by);
        one(Setting::Facets, &self.facets);
        one(Setting::FacetOrder, &self.facet_order);
        one(Setting::FacetFolds, &self.facet_folds);
        one(Setting::Count, &self.count);
        spec.set(Setting::Highlight, self.highlight.clone());
        spec.set(Setting::Off, self.off.clone());
        spec.set(Setting::HighlightOff, self.highlight_off.clone());
        spec
    }
}

/// Which configuration counts.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigArguments {
    /// Keys, colours, columns and saved views, instead of the file that `trailglass config` names
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long)]
    pub no_config: bool,
}

impl ConfigArguments {
    /// The file that is meant.
    pub fn choice(&self) -> Choice {
        match (&self.config, self.no_config) {
            (_, true) => Choice::Nothing,
            (Some(path), _) => Choice::File(path.clone()),
            (None, _) => Choice::Usual,
        }
    }
}

/// A saved view, for a command that prints.
#[derive(Debug, Clone, Default, Args)]
pub struct SavedArguments {
    /// Begin with a saved view: what is given beside it counts before it, filters add up
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Which configuration has it.
    #[command(flatten)]
    pub config: ConfigArguments,
}

impl SavedArguments {
    /// What the view says; `find` knows the saved ones.
    pub(crate) fn spec(
        &self,
        find: impl Fn(&str) -> Result<SavedView, String>,
    ) -> Result<ViewSpec, Failure> {
        match &self.view {
            None => Ok(ViewSpec::default()),
            Some(name) => match find(name) {
                Ok(view) => Ok(view.spec),
                Err(reason) => Err(view_failure(&reason)),
            },
        }
    }
}

/// A name that names no view.
pub fn view_failure(reason: &str) -> Failure {
    let lines: Vec<String> = reason.lines().map(|line| sanitize(line).into_owned()).collect();
    Failure::Usage(format!("--view: {}", lines.join("\n")))
}

/// A text of a view that makes no sense, under the option that said it.
pub fn option_failure(setting: Setting, text: &str, error: &SyntaxError) -> Failure {
    match setting {
        Setting::Filter => query_failure("query", text, error),
        Setting::Sort => query_failure("sort order", text, error),
        other => query_failure(&format!("--{}", other.name()), text, error),
    }
}
