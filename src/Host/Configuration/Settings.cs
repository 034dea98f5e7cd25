namespace Timonier.Host.Configuration;

/// <summary>Everything that can be set, in the order in which help shows it.</summary>
public static partial class Settings
{
    public static readonly Setting DataDir = new("data-dir", "/var/lib/timonier", "Folder for the store, certificates, containers and volumes.");
    public static readonly Setting RunDir = new("run-dir", "/run/timonier", "Folder for sockets and the runtime's state; gone after a reboot.");
    public static readonly Setting LogDir = new("log-dir", "/var/log/pods", "Folder for the logs of containers.");
    public static readonly Setting BindAddress = new("bind-address", "0.0.0.0", "Address on which the API listens.");
    public static readonly Setting SecurePort = new("secure-port", "6443", "Port of the API (HTTPS).", SettingKind.Number);
    public static readonly Setting AdvertiseAddress = new("advertise-address", "", "Address under which other machines and pods reach this one; found out when empty.");
    public static readonly Setting TlsSan = new("tls-san", "", "Further names or addresses for the API's certificate, separated by commas.", SettingKind.List);
    public static readonly Setting WriteKubeconfig = new("write-kubeconfig", "", "Where to write the administrator's kubeconfig; DATA-DIR/admin.kubeconfig when empty.");
    public static readonly Setting NoAgent = new("no-agent", "false", "Run the control plane only, no node.", SettingKind.Switch);
    public static readonly Setting NodeName = new("node-name", "", "Name of this node; the host name when empty.");
    public static readonly Setting NodeLabels = new("node-label", "", "Labels for this node at its first registration, KEY=VALUE separated by commas.", SettingKind.List);
    public static readonly Setting KubeletPort = new("kubelet-port", "10250", "Port of this node's own endpoint (logs, exec, statistics).", SettingKind.Number);
    public static readonly Setting MaxPods = new("max-pods", "110", "How many pods this node takes.", SettingKind.Number);
    public static readonly Setting ClusterCidr = new("cluster-cidr", "10.42.0.0/16", "Range of pod addresses.");
    public static readonly Setting ServiceCidr = new("service-cidr", "10.43.0.0/16", "Range of service addresses; the first is the API's, the tenth the DNS server's.");
    public static readonly Setting ClusterDomain = new("cluster-domain", "cluster.local", "Domain of the cluster's DNS names.");
    public static readonly Setting NodePortRange = new("service-node-port-range", "30000-32767", "Ports for services of type NodePort.");
    public static readonly Setting EnableAdmission = new("enable-admission-plugins", "", "Admission steps to run besides the usual ones, separated by commas.", SettingKind.List);
    public static readonly Setting DisableAdmission = new("disable-admission-plugins", "", "Admission steps not to run, separated by commas.", SettingKind.List);
    public static readonly Setting AdmissionConfigFile = new("admission-control-config-file", "", "AdmissionConfiguration with what single steps are told: EventRateLimit and PodSecurity.");
    public static readonly Setting SchedulerConfigFile = new("scheduler-config", "", "KubeSchedulerConfiguration with the profiles, plugins and extenders of the scheduler; upstream's defaults when empty.");
    public static readonly Setting RuntimeEndpoint = new("container-runtime-endpoint", "", "Socket of a CRI runtime to use, unix:///PATH; a private containerd is run when empty.");
    public static readonly Setting DatastoreEndpoint = new("datastore-endpoint", "", "Members of an etcd to keep the cluster in, http or https URLs; on this machine when empty.", SettingKind.List);
    public static readonly Setting DatastoreAuthority = new("datastore-cafile", "", "Certificate authority of the etcd members.");
    public static readonly Setting DatastoreCertificate = new("datastore-certfile", "", "Certificate to show to etcd.");
    public static readonly Setting DatastoreKey = new("datastore-keyfile", "", "Key of that certificate.");
    public static readonly Setting DatastoreUser = new("datastore-user", "", "User to log in to etcd as.");
    public static readonly Setting DatastorePassword = new("datastore-password-file", "", "File with that user's password; read at every log-in.");
    public static readonly Setting DatastorePrefix = new("datastore-prefix", "/registry", "What the cluster's keys in etcd start with.");
    public static readonly Setting Server = new("server", "", "URL of the server to join (agent only).");
    public static readonly Setting Token = new("token", "", "Join token, as printed by 'timonier token' on a server: for an agent, and for a further server on one etcd.");
    public static readonly Setting RequestHeaderAuthority = new("requestheader-client-ca-file", "", "Certificate authority of proxies that name the user in X-Remote headers; none are believed when empty.");
    public static readonly Setting RequestHeaderNames = new("requestheader-allowed-names", "", "Common names of such proxies, separated by commas; whatever the authority signed when empty.", SettingKind.List);
    public static readonly Setting HistoryRevisions = new("history-revisions", "100000", "How many past revisions a server keeps for watches and reads of the past.", SettingKind.Number);
    public static readonly Setting HistoryMegabytes = new("history-megabytes", "128", "How many megabytes of values it keeps for that in memory.", SettingKind.Number);
    public static readonly Setting HistoryMinutes = new("history-minutes", "10", "For how long at most it keeps them.", SettingKind.Number);
    public static readonly Setting EncryptionConfig = new("encryption-provider-config", "", "EncryptionConfiguration by which objects are encrypted at rest; secrets are, with keys of this data folder, when empty.");
    public static readonly Setting LogLevel = new("log-level", "Information", "Trace, Debug, Information, Warning, Error or None.");

    public static IReadOnlyList<Setting> All =>
    [
        DataDir, RunDir, LogDir, BindAddress, SecurePort, AdvertiseAddress, TlsSan, WriteKubeconfig, NoAgent, NodeName, NodeLabels,
        KubeletPort, MaxPods, ClusterCidr, ServiceCidr, ClusterDomain, NodePortRange, EnableAdmission, DisableAdmission, AdmissionConfigFile, SchedulerConfigFile, RuntimeEndpoint, Server, Token, RequestHeaderAuthority, RequestHeaderNames,
        .. Identity, .. Requests, .. Audit, .. Simulation, HistoryRevisions, HistoryMegabytes, HistoryMinutes, EncryptionConfig, LogLevel,
        .. OfDatastore,
    ];

    /// <summary>Which etcd, and how it is reached.</summary>
    public static IReadOnlyList<Setting> OfDatastore =>
        [DatastoreEndpoint, DatastoreAuthority, DatastoreCertificate, DatastoreKey, DatastoreUser, DatastorePassword, DatastorePrefix];

    public static Setting? Find(string key) => All.FirstOrDefault(s => s.Key == key);
}
