namespace Timonier.Host.Configuration;

/// <summary>The etcd that keeps the cluster, when one does.</summary>
public sealed record DatastoreConfig
{
    public required IReadOnlyList<Uri> Endpoints { get; init; }
    public required string AuthorityFile { get; init; }
    public required string CertificateFile { get; init; }
    public required string KeyFile { get; init; }
    public required string User { get; init; }
    public required string PasswordFile { get; init; }
    public required string Prefix { get; init; }

    /// <summary>Other servers may work on the same store.</summary>
    public bool IsShared => Endpoints.Count > 0;

    /// <exception cref="ConfigException">A value cannot be, or one that goes with it is missing.</exception>
    public static DatastoreConfig From(SettingValues values)
    {
        var config = new DatastoreConfig
        {
            Endpoints = [.. values.List(Settings.DatastoreEndpoint).Select(text => Endpoint(values, text))],
            AuthorityFile = values.Text(Settings.DatastoreAuthority),
            CertificateFile = values.Text(Settings.DatastoreCertificate),
            KeyFile = values.Text(Settings.DatastoreKey),
            User = values.Text(Settings.DatastoreUser),
            PasswordFile = values.Text(Settings.DatastorePassword),
            Prefix = values.Text(Settings.DatastorePrefix),
        };
        if (config.CertificateFile.Length > 0 != config.KeyFile.Length > 0) throw values.Wrong(Settings.DatastoreCertificate, "a certificate and its key go together");
        if (config.User.Length > 0 != config.PasswordFile.Length > 0) throw values.Wrong(Settings.DatastoreUser, "a user and a file with the password go together");
        return config.Prefix.StartsWith('/') ? config : throw values.Wrong(Settings.DatastorePrefix, "it must start with a slash");
    }

    private static Uri Endpoint(SettingValues values, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is ("http" or "https")
            ? endpoint
            : throw values.Wrong(Settings.DatastoreEndpoint, $"'{text}' is not a URL such as https://10.0.0.1:2379");
}
