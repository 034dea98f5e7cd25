using Timonier.Api.Audit;

namespace Timonier.Host.Configuration;

/// <summary>The settings about audit, checked. Nothing is opened before <see cref="Outputs"/>.</summary>
public sealed record AuditSettings
{
    private const int LargestEvent = 100 * 1024;
    private const int MostAtOnce = 400;
    private const double BatchesPerSecond = 10;

    private AuditPolicy Policy { get; init; } = AuditPolicy.Default;
    private AuditFileConfig? File { get; init; }
    private AuditMode FileMode { get; init; }
    private bool FileTruncates { get; init; }
    private AuditReceiver? Receiver { get; init; }
    private AuditMode ReceiverMode { get; init; }
    private TimeSpan FirstRetry { get; init; }
    private TimeSpan LongestWait { get; init; }
    private int MostPosted { get; init; }
    private int Buffer { get; init; }
    private bool ReceiverTruncates { get; init; }

    /// <exception cref="ConfigException">A value or a file that cannot be.</exception>
    public static AuditSettings From(SettingValues values)
    {
        var path = values.Text(Settings.AuditLogPath);
        var receiver = values.Text(Settings.AuditWebhookConfig);
        return new AuditSettings
        {
            Policy = PolicyOf(values),
            File = path.Length == 0 ? null : new AuditFileConfig(
                path == "-" ? path : Path.GetFullPath(path),
                IsLegacy(values),
                values.Number(Settings.AuditLogMaxSize, 1, 1_000_000) * 1024L * 1024,
                values.Number(Settings.AuditLogMaxBackup, 0, 1_000_000),
                TimeSpan.FromDays(values.Number(Settings.AuditLogMaxAge, 0, 100_000))),
            FileMode = ModeOf(values, Settings.AuditLogMode),
            FileTruncates = values.Switch(Settings.AuditLogTruncate),
            Receiver = receiver.Length == 0 ? null : AuditReceiver.Read(receiver, why => values.Wrong(Settings.AuditWebhookConfig, why)),
            ReceiverMode = ModeOf(values, Settings.AuditWebhookMode),
            FirstRetry = values.Duration(Settings.AuditWebhookBackoff),
            LongestWait = values.Duration(Settings.AuditWebhookMaxWait),
            MostPosted = values.Number(Settings.AuditWebhookMaxSize, 1, 100_000),
            Buffer = values.Number(Settings.AuditWebhookBuffer, 1, 10_000_000),
            ReceiverTruncates = values.Switch(Settings.AuditWebhookTruncate),
        };
    }

    /// <summary>What is told to whom; null where nobody is.</summary>
    public AuditConfig? Outputs(TimeProvider time)
    {
        var outputs = new List<AuditOutput>();
        if (File is { } file)
            outputs.Add(new AuditOutput { Name = "log", Backend = new AuditFile(file, time), Mode = FileMode, MostAtOnce = MostAtOnce, LargestEvent = FileTruncates ? LargestEvent : 0 });
        if (Receiver is { } receiver)
        {
            var batches = ReceiverMode == AuditMode.Batch;
            outputs.Add(new AuditOutput
            {
                Name = "webhook",
                Backend = new AuditWebhook(receiver.Connect(), FirstRetry, time),
                Mode = ReceiverMode,
                Buffer = Buffer,
                MostAtOnce = MostPosted,
                LongestWait = batches ? LongestWait : TimeSpan.Zero,
                BatchesPerSecond = batches ? BatchesPerSecond : 0,
                LargestEvent = ReceiverTruncates ? LargestEvent : 0,
            });
        }
        return outputs.Count == 0 ? null : new AuditConfig(Policy, outputs);
    }

    private static AuditPolicy PolicyOf(SettingValues values)
    {
        var file = values.Text(Settings.AuditPolicyFile);
        if (file.Length == 0) return AuditPolicy.Default;
        try
        {
            var (policy, mistake) = AuditPolicy.Read(System.IO.File.ReadAllBytes(file));
            return policy ?? throw values.Wrong(Settings.AuditPolicyFile, $"{file}: {mistake}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw values.Wrong(Settings.AuditPolicyFile, e.Message);
        }
    }

    private static bool IsLegacy(SettingValues values) => values.Text(Settings.AuditLogFormat) switch
    {
        "json" => false,
        "legacy" => true,
        var other => throw values.Wrong(Settings.AuditLogFormat, $"'{other}' is neither json nor legacy"),
    };

    private static AuditMode ModeOf(SettingValues values, Setting setting) => values.Text(setting) switch
    {
        "batch" => AuditMode.Batch,
        "blocking" => AuditMode.Blocking,
        "blocking-strict" => AuditMode.BlockingStrict,
        var other => throw values.Wrong(setting, $"'{other}' is none of batch, blocking, blocking-strict"),
    };
}
