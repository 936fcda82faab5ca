//! User agents as logs have them, invented ones, and hostile ones.

use proptest::prelude::*;

use super::*;

/// Family, version, SDK, language, system, command.
fn check(text: &str, expected: [&str; 6]) {
    let agent = UserAgent::parse(text);
    let found =
        [agent.family, agent.version, agent.sdk, &agent.language, agent.system, agent.command];
    assert_eq!(found, expected, "{text}");
}

#[test]
fn the_command_line_of_aws_says_its_command() {
    check(
        "aws-cli/2.32.3 md/awscrt#0.28.4 ua/2.1 os/linux#6.1.0 md/arch#x86_64 lang/python#3.13.9 \
         md/pyimpl#CPython m/g,E,b,Z cfg/retry-mode#standard md/installer#exe \
         md/distrib#ubuntu.24 md/prompt#off md/command#s3.cp",
        ["aws-cli", "2.32.3", "", "Python 3.13.9", "Ubuntu", "s3.cp"],
    );
    check(
        "[aws-cli/2.13.5 Python/3.11.4 Linux/4.14.255-314.amzn2.x86_64 exec-env/CloudShell \
         exe/x86_64.amzn.2 prompt/off command/ec2.stop-instances]",
        ["aws-cli", "2.13.5", "", "Python 3.11.4", "AWS CloudShell", "ec2.stop-instances"],
    );
    check(
        "aws-cli/1.7.36 Python/2.6.6 Linux/2.6.32-573.8.1.el6.x86_64",
        ["aws-cli", "1.7.36", "", "Python 2.6.6", "Red Hat", ""],
    );
    check("aws-cli/2.17.32", ["aws-cli", "2.17.32", "", "", "", ""]);
}

#[test]
fn an_sdk_is_the_program_when_no_other_is_named() {
    check(
        "Boto3/1.26.165 md/Botocore#1.29.165 ua/2.0 os/linux#6.1.0-kali5-amd64 md/arch#x86_64 \
         lang/python#3.10.6 Botocore/1.29.165",
        ["Boto3", "1.26.165", "Boto3", "Python 3.10.6", "Kali Linux", ""],
    );
    check(
        "aws-sdk-go-v2/1.17.0 os/windows lang/go/1.18.10 md/GOOS/windows api/sts/1.16.19",
        ["aws-sdk-go-v2", "1.17.0", "aws-sdk-go-v2", "Go 1.18.10", "Windows", ""],
    );
    check(
        "aws-sdk-java/2.18.122 Linux/5.10.145 OpenJDK_64-Bit_Server_VM/17.0.5+10 Java/17.0.4 \
         vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy",
        ["aws-sdk-java", "2.18.122", "aws-sdk-java", "Java 17.0.4", "Linux", ""],
    );
    check(
        "aws-sdk-js/3.369.0 ua/2.0 os/darwin#22.5.0 lang/js md/nodejs#18.16.0 api/s3#3.369.0",
        ["aws-sdk-js", "3.369.0", "aws-sdk-js", "JavaScript 18.16.0", "macOS", ""],
    );
    check(
        "aws-sdk-rust/1.3.3 os/linux lang/rust/1.81.0",
        ["aws-sdk-rust", "1.3.3", "aws-sdk-rust", "Rust 1.81.0", "Linux", ""],
    );
    check(
        "aws-sdk-php/3.269.0 OS/Linux/5.15.0-parrot lang/php/8.1.2 GuzzleHttp/7",
        ["aws-sdk-php", "3.269.0", "aws-sdk-php", "PHP 8.1.2", "Parrot OS", ""],
    );
    check(
        "aws-sdk-ruby3/3.171.0 ua/2.0 os/linux lang/ruby#3.2.2",
        ["aws-sdk-ruby", "3.171.0", "aws-sdk-ruby", "Ruby 3.2.2", "Linux", ""],
    );
    check(
        "aws-sdk-dotnet-coreclr/3.7.1.0 aws-sdk-dotnet-core/3.7.2.0 .NET_Core/6.0.16 OS/Microsoft_Windows_10",
        ["aws-sdk-dotnet", "3.7.1.0", "aws-sdk-dotnet", ".NET 6.0.16", "Windows", ""],
    );
}

#[test]
fn a_program_says_more_than_the_sdk_it_uses() {
    let terraform = "APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) \
        terraform-provider-aws/3.76.1 (+https://registry.terraform.io/providers/hashicorp/aws) \
        aws-sdk-go/1.44.157 (go1.19.3; linux; amd64)";
    check(terraform, ["Terraform", "1.1.2", "aws-sdk-go", "Go 1.19.3", "Linux", ""]);
    let stratus = format!("{terraform} stratus-red-team_11a6ef34-e130");
    check(&stratus, ["Stratus Red Team", "", "aws-sdk-go", "Go 1.19.3", "Linux", ""]);
    check(
        "aws-cli/2.17.32 md/awscrt#0.21.2 exec-env/grimoire_445307a9-8662 md/prompt#off",
        ["grimoire", "", "", "", "", ""],
    );
    check(
        "aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/",
        ["SSM agent", "", "aws-sdk-go", "Go 1.18.3", "Linux", ""],
    );
    check(
        "kube-controller-manager/v1.27.3 (linux/amd64) kubernetes/25b4e43 aws-sdk-go/1.44.1",
        ["Kubernetes", "v1.27.3", "aws-sdk-go", "", "Linux", ""],
    );
    check(
        "CloudCustodian(invented)/0.9.2 Python/3.8.3 Linux/4.14 exec-env/AWS_Lambda_python3.8",
        ["Cloud Custodian", "0.9.2", "", "Python 3.8.3", "AWS Lambda", ""],
    );
    check(
        "Boto3/1.26.1 Python/3.11.2 Linux/6.1 Botocore/1.29.1 app/pacu",
        ["Pacu", "", "Boto3", "Python 3.11.2", "Linux", ""],
    );
}

#[test]
fn the_console_is_told_from_browsers_and_services() {
    for text in [
        "signin.amazonaws.com",
        "console.amazonaws.com",
        "console.ec2.amazonaws.com",
        "[S3Console/0.4]",
        "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.10.184.amzn2int.x86_64]",
        "RDS Console, aws-internal/3 aws-sdk-java/1.11.975",
    ] {
        assert_eq!(UserAgent::parse(text).family, CONSOLE, "{text}");
    }
    for text in ["ec2.amazonaws.com", "config.amazonaws.com.cn", "AWSConfig", "TrustedAdvisor"] {
        assert_eq!(UserAgent::parse(text).family, SERVICE, "{text}");
    }
    for text in ["AWS Internal", "AWS Internal/3", "[AWSFoo, aws-internal/3 aws-sdk-java/1.12.433]"]
    {
        assert_eq!(UserAgent::parse(text).family, INTERNAL, "{text}");
    }
    let mozilla =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
    let chrome = format!("{mozilla} Chrome/119.0.0.0 Safari/537.36");
    check(&chrome, ["Chrome", "119.0.0.0", "", "", "Windows", ""]);
    let edge = format!("{chrome} Edg/119.0.0.0");
    check(&edge, ["Edge", "119.0.0.0", "", "", "Windows", ""]);
    check(
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0",
        ["Firefox", "102.0", "", "", "Ubuntu", ""],
    );
    check(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/16.5 Safari/605.1",
        ["Safari", "605.1", "", "", "macOS", ""],
    );
}

#[test]
fn what_is_used_by_hand_announces_itself() {
    check("[S3 Browser/9.5.5 (https://s3browser.com)]", ["S3 Browser", "9.5.5", "", "", "", ""]);
    check("WinSCP/6.1 neon/0.32.5", ["WinSCP", "6.1", "", "", "", ""]);
    check(
        "Cyberduck/8.5.9.39932 (Windows 10/10.0)",
        ["Cyberduck", "8.5.9.39932", "", "", "Windows", ""],
    );
    check("python-requests/2.28.1", ["python-requests", "2.28.1", "", "", "", ""]);
    check("curl/7.88.1", ["curl", "7.88.1", "", "", "", ""]);
    check("Go-http-client/1.1", ["Go-http-client", "1.1", "", "", "", ""]);
    check("ScoutSuite/5.12.0", ["ScoutSuite", "5.12.0", "", "", "", ""]);
}

#[test]
fn a_name_that_no_table_has_is_the_family() {
    check("acme-sync/1.2 (linux)", ["acme-sync", "1.2", "", "", "Linux", ""]);
    check("Jersey/${project.version} (HttpUrlConnection 17.0.12)", ["Jersey", "", "", "", "", ""]);
    check("APN/1.0 Acme/1.0 Thing/2", ["Acme", "1.0", "", "", "", ""]);
}

#[test]
fn a_text_without_a_name_is_other_and_none_is_none() {
    for text in ["...", "...m", "foo", "-", "\u{1b}[31m/1", "/////", "####", "((((", "🦀/1"] {
        assert_eq!(UserAgent::parse(text).family, OTHER, "{text}");
    }
    assert_eq!(UserAgent::parse(""), UserAgent::default());
    assert_eq!(UserAgent::parse("[]"), UserAgent::default());
}

#[test]
fn a_row_begins_a_word_not_a_longer_one() {
    assert_eq!(UserAgent::parse("pacumania/1").family, "pacumania");
    assert_eq!(UserAgent::parse("pacu-1").family, "Pacu");
}

#[test]
fn every_row_of_the_table_is_found() {
    for row in TOOLS {
        let name = row.name.trim_end_matches('*');
        assert_eq!(name, name.to_lowercase());
        assert_eq!(tool(name).map(|found| found.name), Some(row.name));
    }
}

proptest! {
    #[test]
    fn any_text_is_read_and_nothing_is_made_up(text in "(\\PC|[ /#();,\\[\\]]|aws-cli|os/|md/){0,80}") {
        let agent = UserAgent::parse(&text);
        let is_known = [SERVICE, INTERNAL, CONSOLE, OTHER].contains(&agent.family)
            || TOOLS.iter().any(|tool| tool.family == agent.family);
        prop_assert!(is_known || text.contains(agent.family));
        prop_assert!(text.contains(agent.version) && text.contains(agent.command));
        prop_assert!([agent.family, agent.version, agent.command].iter().all(|t| t.len() <= LONGEST_NAME));
    }
}
