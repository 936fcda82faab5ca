//! Programs by the name that they announce in a user agent: a row is all that a further one needs.
//!
//! Names are the products' own words, as they write them in front of `/version`; no wording but
//! theirs is a mark. An attacker can announce anything, so a family says what was claimed.

/// How much the name of a program says about who calls: of several in one text the highest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// A library for web requests or an engine of browsers, which others build on.
    Library,
    /// An SDK of AWS.
    Sdk,
    /// A program of its own.
    Program,
    /// What runs unattended or on behalf of others, often through the programs above.
    Automation,
    /// A program that reviews or attacks accounts.
    Attack,
}

/// A program.
#[derive(Debug)]
pub(crate) struct Tool {
    /// The name as it is announced, lower case; with `*` at its end all names that begin with
    /// this word.
    pub(crate) name: &'static str,
    /// What it is called here.
    pub(crate) family: &'static str,
    pub(crate) weight: Weight,
}

macro_rules! tools {
    ($($weight:ident: $($family:literal = $($name:literal),+;)+)+) => {
        /// All that are known.
        pub(crate) const TOOLS: &[Tool] = &[$($($(
            Tool { name: $name, family: $family, weight: Weight::$weight },
        )+)+)+];
    };
}

tools! {
    Attack:
        "Stratus Red Team" = "stratus-red-team*";
        "grimoire" = "grimoire*";
        "Pacu" = "pacu*";
        "ScoutSuite" = "scoutsuite*", "scout2*", "nccgroup*";
        "Prowler" = "prowler*";
        "CloudMapper" = "cloudmapper*";
        "CloudFox" = "cloudfox*";
        "CloudSploit" = "cloudsploit*";
        "WeirdAAL" = "weirdaal*";
        "enumerate-iam" = "enumerate-iam*";
        "S3Scanner" = "s3scanner*";
        "TruffleHog" = "trufflehog*";
        "Gitleaks" = "gitleaks*";
        "Leonidas" = "leonidas*";
        "PMapper" = "pmapper*", "principalmapper*";
        "Cartography" = "cartography*";
        "Nuclei" = "nuclei*";
        "sqlmap" = "sqlmap*";
        "Nmap" = "nmap*";
        "zgrab" = "zgrab*";
        "Masscan" = "masscan*";
        "Metasploit" = "metasploit*";
    Automation:
        "Terraform" = "terraform*", "hashicorp-terraform-exec", "terragrunt*";
        "OpenTofu" = "opentofu*", "tofu";
        "Pulumi" = "pulumi*";
        "Crossplane" = "crossplane*", "upbound-provider-aws*";
        "CloudFormation" = "aws-cloudformation*", "cloudformation*";
        "CDK" = "aws-cdk*", "cdk-assets*";
        "SAM CLI" = "aws-sam-cli*", "samcli*";
        "Serverless Framework" = "serverless*";
        "Ansible" = "ansible*";
        "Chef" = "chef*", "knife*";
        "Puppet" = "puppet*";
        "SaltStack" = "salt*";
        "Packer" = "packer*", "hashicorp-packer*";
        "Vault" = "hashicorp-vault*", "vault";
        "Consul" = "consul*";
        "Nomad" = "nomad*";
        "Jenkins" = "jenkins*";
        "GitHub Actions" = "aws-actions*", "configure-aws-credentials-for-github-actions*",
            "github-actions*";
        "GitLab" = "gitlab*";
        "Spinnaker" = "spinnaker*", "clouddriver*";
        "Argo CD" = "argocd*", "argo-*";
        "Flux" = "fluxcd*", "source-controller*";
        "Atlantis" = "atlantis*";
        "Cloud Custodian" = "cloudcustodian*";
        "Steampipe" = "steampipe*";
        "CloudQuery" = "cloudquery*";
        "AWS Nuke" = "aws-nuke*", "cloud-nuke*";
        "kops" = "kops*";
        "eksctl" = "eksctl*";
        "Databricks" = "databricks*";
        "Snowflake" = "snowflake*";
        "Datadog" = "datadog*", "dd-*";
        "New Relic" = "newrelic*";
        "Splunk" = "splunk*";
        "Elastic" = "elastic*", "filebeat*", "logstash*";
        "Wiz" = "wiz*";
        "Lacework" = "lacework*";
        "Prisma Cloud" = "prisma*", "redlock*";
        "Orca" = "orca*";
        "Veeam" = "veeam*";
        "Okta" = "okta*";
        "aws-vault" = "aws-vault*";
        "saml2aws" = "saml2aws*";
        "Kubernetes" = "kubernetes*", "kubectl*", "kubelet*", "kube-*", "k8s*",
            "eks*", "cluster-autoscaler*", "karpenter*",
            "external-dns*", "cert-manager*", "elbv2.k8s.aws*", "aws-load-balancer-controller*",
            "ebs.csi.aws.com*", "ebs-csi*", "efs-csi*", "aws-ebs-csi*", "aws-efs-csi*",
            "amazon-vpc-cni*", "amazon-k8s-cni*", "aws-node*", "aws-iam-authenticator*",
            "aws-cloud-controller-manager*", "cloud-provider-aws*", "ack-*", "velero*",
            "rancher*", "external-secrets*", "cluster-api*", "openshift*";
        "SSM agent" = "amazon-ssm-agent*", "ssm-agent*", "ssm-cli*";
        "CloudWatch agent" = "cwagent*", "amazon-cloudwatch-agent*", "cloudwatch-agent*",
            "aws-cloudwatch-logs*", "cwlogs*";
        "ECS agent" = "amazon ecs agent*", "amazon-ecs-agent*", "ecs-agent*", "amazon-ecs-init*";
        "CodeDeploy agent" = "codedeploy*", "aws-codedeploy*";
        "Kinesis agent" = "aws-kinesis-agent*", "amazon-kinesis-agent*", "kinesis-agent*";
        "Inspector agent" = "amazon-inspector*", "inspector-agent*";
        "EC2 instance agent" = "ec2launch*", "ec2config*", "ec2-instance-connect*", "ec2rl*",
            "ec2-hibinit*", "aws-replication-agent*", "amazon-ec2*", "cfn-*", "aws-cfn-*";
        "X-Ray daemon" = "xray*", "aws-xray*";
        "Fluent Bit" = "aws-fluent-bit*", "aws-for-fluent-bit*", "fluent*";
        "Vector" = "vector";
        "Hadoop" = "hadoop*", "emrfs*", "elasticmapreduce*", "aws-emr*";
        "Spark" = "spark*", "apachespark*";
        "Trino" = "trino*", "presto*";
        "Airflow" = "airflow*";
        "SageMaker SDK" = "aws-sagemaker-python-sdk*", "sagemaker*", "lib/sagemaker*";
        "awswrangler" = "awswrangler*", "aws-data-wrangler*", "aws-sdk-pandas*";
        "NoSQL Workbench" = "nosqlworkbench*";
        "AWS console" = "s3console*", "awsconsole*", "aws-console*";
        "AWS Toolkit" = "aws-toolkit*", "awstoolkit*";
        "Amazon Q" = "amazonq*", "amazon-q*", "codewhisperer*";
        "Tools for PowerShell" = "awspowershell*", "aws.tools*";
    Program:
        "aws-cli" = "aws-cli*", "awscli*";
        "aws-shell" = "aws-shell*";
        "s3cmd" = "s3cmd*";
        "s5cmd" = "s5cmd*";
        "s4cmd" = "s4cmd*";
        "rclone" = "rclone*";
        "s3fs" = "s3fs*", "goofys*", "mountpoint-s3*";
        "restic" = "restic*";
        "duplicity" = "duplicity*", "duplicati*";
        "MinIO client" = "minio*", "mc";
        "S3 Browser" = "s3browser*", "s3 browser*";
        "CloudBerry" = "cloudberry*", "cloudberrylab*";
        "WinSCP" = "winscp*";
        "Cyberduck" = "cyberduck*", "mountainduck*", "mountain duck*";
        "FileZilla" = "filezilla*";
        "Transmit" = "transmit*";
        "Commander One" = "commanderone*";
        "DBeaver" = "dbeaver*";
        "Tableau" = "tableau*";
        "Grafana" = "grafana*";
        "Postman" = "postmanruntime*", "postman*";
        "Insomnia" = "insomnia*";
        "Edge" = "edg", "edge", "edga", "edgios";
        "Opera" = "opr", "opera";
        "Vivaldi" = "vivaldi*";
        "Brave" = "brave*";
        "Samsung Internet" = "samsungbrowser";
        "Tor Browser" = "torbrowser*";
        "Internet Explorer" = "msie", "trident";
        "Firefox" = "firefox", "fxios";
        "Electron" = "electron";
        "Headless Chrome" = "headlesschrome";
        "Selenium" = "selenium*";
    Sdk:
        "Boto3" = "boto3";
        "Botocore" = "botocore", "aiobotocore", "boto";
        "aws-sdk-go-v2" = "aws-sdk-go-v2";
        "aws-sdk-go" = "aws-sdk-go";
        "aws-sdk-java" = "aws-sdk-java", "aws-sdk-java-v2", "aws-sdk-android";
        "aws-sdk-js" = "aws-sdk-js*", "aws-sdk-nodejs", "aws-amplify*";
        "aws-sdk-rust" = "aws-sdk-rust", "aws-sdk-rust-*";
        "aws-sdk-php" = "aws-sdk-php*";
        "aws-sdk-ruby" = "aws-sdk-ruby*";
        "aws-sdk-dotnet" = "aws-sdk-dotnet*", "aws-sdk-net*";
        "aws-sdk-cpp" = "aws-sdk-cpp*";
        "aws-sdk-kotlin" = "aws-sdk-kotlin*";
        "aws-sdk-swift" = "aws-sdk-swift*", "aws-sdk-ios*";
        "aws-sdk-unity" = "aws-sdk-unity*";
        "aws-crt" = "aws-crt*";
        "PAWS" = "paws*";
        "erlcloud" = "erlcloud*";
        "ex_aws" = "ex_aws*";
    Library:
        "Chrome" = "chrome", "chromium", "crios";
        "python-requests" = "python-requests*";
        "Python urllib" = "python-urllib*", "urllib3*";
        "httpx" = "python-httpx*";
        "aiohttp" = "aiohttp*";
        "curl" = "curl*", "libcurl*", "pycurl*";
        "Wget" = "wget*";
        "HTTPie" = "httpie*";
        "Go-http-client" = "go-http-client*";
        "okhttp" = "okhttp*";
        "Apache HttpClient" = "apache-httpclient*", "httpclient*";
        "Jersey" = "jersey*";
        "axios" = "axios*";
        "node-fetch" = "node-fetch*", "undici*";
        "Guzzle" = "guzzlehttp*";
        "libwww-perl" = "libwww-perl*";
        "PowerShell" = "windowspowershell", "powershell";
        "reqwest" = "reqwest*";
        "Ruby" = "ruby";
        "Safari" = "safari";
}

/// Services that write their own name, without a domain.
pub(crate) const SERVICE_NAMES: &[&str] = &[
    "AWS Auto Scaling",
    "AWS CloudFormation",
    "AWS CloudTrail",
    "AWS Lambda Scheduler",
    "AWSCloudTrail",
    "AWSConfig",
    "CloudTrail",
    "Cost Explorer",
    "SecurityHub",
    "TrustedAdvisor",
];

/// Systems by a part of what is said about them, lower case; the first that is there counts.
pub(crate) const SYSTEMS: &[(&str, &str)] = &[
    ("kali", "Kali Linux"),
    ("parrot", "Parrot OS"),
    ("pentoo", "Pentoo Linux"),
    ("blackarch", "BlackArch Linux"),
    ("cloudshell", "AWS CloudShell"),
    ("aws_lambda", "AWS Lambda"),
    ("microsoft-standard", "Linux in Windows"),
    ("amzn", "Amazon Linux"),
    ("ubuntu", "Ubuntu"),
    ("debian", "Debian"),
    ("fedora", "Fedora"),
    (".fc", "Fedora"),
    (".el", "Red Hat"),
    ("alpine", "Alpine"),
    ("android", "Android"),
    ("iphone", "iOS"),
    ("ipad", "iOS"),
    ("windows", "Windows"),
    ("darwin", "macOS"),
    ("macos", "macOS"),
    ("mac os", "macOS"),
    ("macintosh", "macOS"),
    ("freebsd", "FreeBSD"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
];

/// Languages by the name of their token, lower case.
pub(crate) const LANGUAGES: &[(&str, &str)] = &[
    ("python", "Python"),
    ("go", "Go"),
    ("java", "Java"),
    ("kotlin", "Kotlin"),
    ("js", "JavaScript"),
    ("nodejs", "JavaScript"),
    ("node", "JavaScript"),
    ("rust", "Rust"),
    ("ruby", "Ruby"),
    ("php", "PHP"),
    ("c++", "C++"),
    ("swift", "Swift"),
    (".net", ".NET"),
    (".net_core", ".NET"),
    (".net_runtime", ".NET"),
    (".net_standard", ".NET"),
    (".net_framework", ".NET"),
    ("dotnet", ".NET"),
    ("powershell", "PowerShell"),
];
