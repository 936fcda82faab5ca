//! The members of a record in the order in which trails write them.
//!
//! A member is mostly the one that follows the last: to compare with it takes a few steps, while
//! any name takes a look for its quote, its colon and its place in the table of names.

use crate::record::member::Member;

/// A member's name with its quotes and colon, for a comparison at one go.
struct Opening {
    /// The first bytes, which tell most names apart.
    start: u64,
    halves: [u128; 2],
    masks: [u128; 2],
    length: usize,
    member: Member,
}

/// Bytes that the longest opening may have.
const WINDOW: usize = 32;

impl Opening {
    const fn new(opening: &str, member: Member) -> Self {
        let bytes = opening.as_bytes();
        let (mut text, mut mask) = ([0; WINDOW], [0; WINDOW]);
        let mut at = 0;
        while at < bytes.len() {
            text[at] = bytes[at];
            mask[at] = u8::MAX;
            at += 1;
        }
        let halves_of_text = halves(&text);
        Self {
            start: start(halves_of_text),
            halves: halves_of_text,
            masks: halves(&mask),
            length: bytes.len(),
            member,
        }
    }

    fn is_in(&self, window: [u128; 2]) -> bool {
        let differs = |half: usize| (window[half] ^ self.halves[half]) & self.masks[half];
        self.start == start(window) && differs(0) | differs(1) == 0
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the first eight bytes are wanted")]
const fn start(window: [u128; 2]) -> u64 {
    window[0] as u64
}

const fn halves(window: &[u8; WINDOW]) -> [u128; 2] {
    let (low, high) = window.split_at(WINDOW / 2);
    match (low.first_chunk(), high.first_chunk()) {
        (Some(low), Some(high)) => [u128::from_le_bytes(*low), u128::from_le_bytes(*high)],
        _ => unreachable!(),
    }
}

/// Source: log files of trails, versions 1.05 to 1.11.
const USUAL: [Opening; 27] = [
    Opening::new("\"eventVersion\":", Member::Other),
    Opening::new("\"userIdentity\":", Member::UserIdentity),
    Opening::new("\"eventTime\":", Member::EventTime),
    Opening::new("\"eventSource\":", Member::EventSource),
    Opening::new("\"eventName\":", Member::EventName),
    Opening::new("\"awsRegion\":", Member::AwsRegion),
    Opening::new("\"sourceIPAddress\":", Member::SourceIpAddress),
    Opening::new("\"userAgent\":", Member::UserAgent),
    Opening::new("\"errorCode\":", Member::ErrorCode),
    Opening::new("\"errorMessage\":", Member::ErrorMessage),
    Opening::new("\"requestParameters\":", Member::RequestParameters),
    Opening::new("\"responseElements\":", Member::ResponseElements),
    Opening::new("\"additionalEventData\":", Member::Other),
    Opening::new("\"requestID\":", Member::Other),
    Opening::new("\"eventID\":", Member::EventId),
    Opening::new("\"readOnly\":", Member::ReadOnly),
    Opening::new("\"resources\":", Member::Resources),
    Opening::new("\"eventType\":", Member::EventType),
    Opening::new("\"apiVersion\":", Member::Other),
    Opening::new("\"managementEvent\":", Member::ManagementEvent),
    Opening::new("\"recipientAccountId\":", Member::RecipientAccountId),
    Opening::new("\"sharedEventID\":", Member::SharedEventId),
    Opening::new("\"serviceEventDetails\":", Member::ServiceEventDetails),
    Opening::new("\"vpcEndpointId\":", Member::VpcEndpointId),
    Opening::new("\"eventCategory\":", Member::EventCategory),
    Opening::new("\"tlsDetails\":", Member::Other),
    Opening::new("\"sessionCredentialFromConsole\":", Member::SessionCredentialFromConsole),
];

/// What is expected of a record's next member.
#[derive(Debug, Default)]
pub(crate) struct Order {
    next: usize,
}

impl Order {
    /// Members that may be left out before another one is no longer expected.
    const MOST_LEFT_OUT: usize = 5;

    /// The member whose name opens at `at`, and the place behind its colon, if it is an expected one.
    pub(crate) fn expected(&mut self, text: &str, at: usize) -> Option<(Member, usize)> {
        let window = halves(text.as_bytes().get(at..)?.first_chunk()?);
        let ahead = USUAL.get(self.next..)?.iter().take(Self::MOST_LEFT_OUT);
        let (n_left_out, opening) = ahead.enumerate().find(|(_, o)| o.is_in(window))?;
        self.next += n_left_out + 1;
        Some((opening.member, at + opening.length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expected_name_means_what_the_table_of_names_says() {
        for opening in &USUAL {
            let bytes = [opening.halves[0].to_le_bytes(), opening.halves[1].to_le_bytes()].concat();
            let name = String::from_utf8(bytes[1..opening.length - 2].to_vec()).unwrap();
            assert_eq!(Member::named(&name), opening.member, "{name}");
        }
    }

    #[test]
    fn members_may_be_left_out_but_not_come_again() {
        let mut order = Order::default();
        let text = |name: &str| format!("{name:40}");
        let mut expected = |name: &str| order.expected(&text(name), 0);
        assert_eq!(expected("\"eventTime\":"), Some((Member::EventTime, 12)));
        assert_eq!(expected("\"awsRegion\":"), Some((Member::AwsRegion, 12)));
        assert_eq!(expected("\"awsRegion\":"), None);
        assert_eq!(expected("\"userAgent\" :"), None);
        assert_eq!(expected("\"userAgent\":"), Some((Member::UserAgent, 12)));
    }
}
