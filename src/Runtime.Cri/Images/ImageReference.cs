namespace Timonier.Runtime.Cri;

/// <summary>Short image names in full, as every runtime resolves them: <c>webservice</c> is <c>docker.io/library/webservice:latest</c>.</summary>
public static class ImageReference
{
    public static string Normalize(string name)
    {
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name[..slash];
        var hasDomain = first.Contains('.') || first.Contains(':') || first == "localhost" || first.Any(char.IsAsciiLetterUpper);
        var domain = hasDomain ? first : "docker.io";
        var path = hasDomain ? name[(slash + 1)..] : name;
        if (domain is "docker.io" or "index.docker.io")
        {
            domain = "docker.io";
            if (!path.Contains('/')) path = "library/" + path;
        }
        if (path.Contains('@')) return $"{domain}/{path}";
        var tagged = path.LastIndexOf(':') > path.LastIndexOf('/');
        return tagged ? $"{domain}/{path}" : $"{domain}/{path}:latest";
    }
}
