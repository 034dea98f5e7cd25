using System.Globalization;

namespace Timonier.Kernel;

/// <summary>The API's two forms of time: Time (whole seconds) and MicroTime (six digits), both UTC.</summary>
public static class ApiTime
{
    public static string Seconds(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Micro(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
