using Timonier.Api.Admission;
using Timonier.Api.Admission.Configuration;
using Timonier.Documents;

namespace Timonier.Host.Configuration;

/// <summary>The file that <c>--admission-control-config-file</c> names, which is read at the start.</summary>
internal static class AdmissionFile
{
    private const string Limits = "EventRateLimit";

    /// <exception cref="ConfigException">It cannot be read or used, or a step runs that needs what it does not say.</exception>
    public static AdmissionConfig Read(SettingValues values, AdmissionPlugins plugins)
    {
        var file = values.Text(Settings.AdmissionConfigFile);
        var config = new AdmissionConfig();
        if (file.Length > 0)
        {
            var path = Path.GetFullPath(file);
            try
            {
                config = AdmissionConfigReader.Read(File.ReadAllBytes(path), named => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, named)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DocumentSyntaxException or FormatException)
            {
                throw values.Wrong(Settings.AdmissionConfigFile, $"{file}: {e.Message}");
            }
        }
        return plugins.Runs(Limits) && config.EventLimits.Count == 0
            ? throw values.Wrong(Settings.AdmissionConfigFile, $"{Limits} runs, and no limits are given for it")
            : config;
    }
}
