namespace Timonier.Host.Configuration;

/// <summary>What is told of requests, and to whom; names and defaults are those of the flags of upstream's API server, and files are bounded.</summary>
public static partial class Settings
{
    public static readonly Setting AuditPolicyFile = new("audit-policy-file", "", "Policy of audit.k8s.io/v1 that says what is told of which requests; who did what, without bodies, when empty.");
    public static readonly Setting AuditLogPath = new("audit-log-path", "", "File for audit events, or - for the standard output; none are written when empty.");
    public static readonly Setting AuditLogFormat = new("audit-log-format", "json", "json or legacy, which is one line of text for each event.");
    public static readonly Setting AuditLogMode = new("audit-log-mode", "blocking", "blocking: answers wait until their event is written; batch: they do not; blocking-strict: what cannot be written is refused.");
    public static readonly Setting AuditLogMaxAge = new("audit-log-maxage", "30", "Days for which files that were set aside are kept; 0 for ever.", SettingKind.Number);
    public static readonly Setting AuditLogMaxBackup = new("audit-log-maxbackup", "10", "How many files that were set aside are kept; 0 for all.", SettingKind.Number);
    public static readonly Setting AuditLogMaxSize = new("audit-log-maxsize", "100", "Megabytes after which a file is set aside.", SettingKind.Number);
    public static readonly Setting AuditLogTruncate = new("audit-log-truncate-enabled", "false", "Leave the bodies out of events above 100 KiB.", SettingKind.Switch);
    public static readonly Setting AuditWebhookConfig = new("audit-webhook-config-file", "", "kubeconfig of a server that audit events are posted to.");
    public static readonly Setting AuditWebhookMode = new("audit-webhook-mode", "batch", "batch, blocking or blocking-strict, as with audit-log-mode.");
    public static readonly Setting AuditWebhookBackoff = new("audit-webhook-initial-backoff", "10s", "How long to wait before the second attempt.");
    public static readonly Setting AuditWebhookMaxWait = new("audit-webhook-batch-max-wait", "30s", "How long events wait for company.");
    public static readonly Setting AuditWebhookMaxSize = new("audit-webhook-batch-max-size", "400", "How many events are posted at once.", SettingKind.Number);
    public static readonly Setting AuditWebhookBuffer = new("audit-webhook-batch-buffer-size", "10000", "How many events may wait; those beyond are lost, and counted.", SettingKind.Number);
    public static readonly Setting AuditWebhookTruncate = new("audit-webhook-truncate-enabled", "false", "Leave the bodies out of events above 100 KiB.", SettingKind.Switch);

    public static readonly IReadOnlyList<Setting> Audit =
    [
        AuditPolicyFile, AuditLogPath, AuditLogFormat, AuditLogMode, AuditLogMaxAge, AuditLogMaxBackup, AuditLogMaxSize, AuditLogTruncate,
        AuditWebhookConfig, AuditWebhookMode, AuditWebhookBackoff, AuditWebhookMaxWait, AuditWebhookMaxSize, AuditWebhookBuffer, AuditWebhookTruncate,
    ];
}
