namespace Timonier.Host.Configuration;

/// <summary>
/// One thing a user can set. Its key is the flag (<c>--data-dir</c>), the environment variable
/// (<c>TIMONIER_DATA_DIR</c>) and the line in the YAML file (<c>data-dir: ...</c>).
/// </summary>
public sealed record Setting(string Key, string Default, string Description, SettingKind Kind = SettingKind.Text)
{
    public string Flag => "--" + Key;
    public string EnvironmentVariable => "TIMONIER_" + Key.ToUpperInvariant().Replace('-', '_');
}

public enum SettingKind { Text, Switch, Number, List }
