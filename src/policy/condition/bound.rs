//! What is read of a condition.
//!
//! In: what a condition says. Out: [`Bound`]s, and each in words. What always holds: the least is not above the most.

use std::fmt;

/// What a bound measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantity {
    /// A time in minutes.
    Time(Role),
    /// A sum in this currency.
    Money(char),
    /// A distance in kilometres.
    Distance,
    /// A number of these things.
    Count(String),
    /// How often something has happened, this time included.
    Occurrence,
    /// An age in years.
    Age,
}

/// What a time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It has passed since something happened.
    Since,
    /// It is left before something happens.
    Before,
    /// Somebody or something is late by it.
    Late,
    /// Something lasts so long.
    Lasting,
    /// The text does not say.
    Unknown,
}

/// Within what a condition holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// What it measures.
    pub quantity: Quantity,
    /// The least.
    pub least: f64,
    /// The most; infinite where there is no end.
    pub most: f64,
    /// Whether the option cannot apply outside of it.
    pub certain: bool,
    /// The part of the text that says so.
    pub part: String,
}

/// The key that a text is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In which case something may be offered.
    When,
    /// Up to what limit.
    Limit,
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit): (String, &str) = match &self.quantity {
            Quantity::Time(role) => {
                let name = match role {
                    Role::Since => "time since",
                    Role::Before => "time before",
                    Role::Late => "late by",
                    Role::Lasting => "lasting",
                    Role::Unknown => "time",
                };
                (name.to_owned(), "minutes")
            }
            Quantity::Money(currency) => (format!("sum in {currency}"), ""),
            Quantity::Distance => ("distance".to_owned(), "km"),
            Quantity::Count(thing) => (format!("number of {thing}"), ""),
            Quantity::Occurrence => ("how often".to_owned(), "times"),
            Quantity::Age => ("age".to_owned(), "years"),
        };
        let scaled = |value: f64| match unit {
            "minutes" if value >= 2880.0 => format!("{} days", rounded(value / 1440.0)),
            "minutes" if value >= 120.0 => format!("{} hours", rounded(value / 60.0)),
            "" => rounded(value),
            unit => format!("{} {unit}", rounded(value)),
        };
        let range = match (self.least > 0.0, self.most.is_finite()) {
            (true, true) if self.least < self.most => format!("{} to {}", scaled(self.least), scaled(self.most)),
            (true, true) => format!("exactly {}", scaled(self.least)),
            (true, false) => format!("at least {}", scaled(self.least)),
            (false, _) => format!("at most {}", scaled(self.most)),
        };
        write!(f, "{name}: {range}")
    }
}

fn rounded(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
