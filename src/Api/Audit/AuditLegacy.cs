using System.Globalization;
using System.Text;
using Timonier.Kernel;

namespace Timonier.Api.Audit;

/// <summary>An event as one line of upstream's old log.</summary>
internal static class AuditLegacy
{
    private const string None = "<none>";

    public static byte[] Write(AuditEvent told)
    {
        var time = told.Received.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        var response = told.Code > 0 ? told.Code.ToString(CultureInfo.InvariantCulture) : "<deferred>";
        return Encoding.UTF8.GetBytes(
            $"{time} AUDIT: id={GoText.Quote(told.Id)} stage={GoText.Quote(told.Stage.ToString())} ip={GoText.Quote(told.SourceIps.Count > 0 ? told.SourceIps[0] : "<unknown>")} " +
            $"method={GoText.Quote(told.Verb)} user={GoText.Quote(told.User?.Name ?? None)} groups={GoText.Quote(List(told.User?.Groups, None))} as={GoText.Quote(told.ActsAs?.Name ?? "<self>")} " +
            $"asgroups={GoText.Quote(List(told.ActsAs?.Groups, "<lookup>"))} user-agent={GoText.Quote(told.UserAgent)} namespace={GoText.Quote(told.Object is { Namespace: { Length: > 0 } place } ? place : None)} " +
            $"uri={GoText.Quote(told.RequestUri)} response=\"{response}\"");
    }

    private static string List(IReadOnlyList<string>? values, string none) => values is null || values.Count == 0 ? none : string.Join(',', values.Select(v => GoText.Quote(v)));
}
