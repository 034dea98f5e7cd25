namespace Timonier.Api.Tables;

/// <summary>The clause of an Accept header that was chosen.</summary>
/// <param name="Version">Of meta.k8s.io, for the forms that belong to it.</param>
/// <param name="Pretty">JSON over many lines, for people.</param>
internal sealed record MediaChoice(AnswerForm Form, MediaEncoding Encoding = MediaEncoding.Json, string Version = "v1", bool Pretty = false)
{
    public static MediaChoice Json { get; } = new(AnswerForm.Whole);

    /// <summary>What refusals leave as when nothing that was asked for can be given.</summary>
    public static MediaChoice PrettyJson { get; } = new(AnswerForm.Whole, Pretty: true);

    public string ContentType => Encoding switch
    {
        MediaEncoding.Yaml => "application/yaml",
        MediaEncoding.Protobuf => "application/vnd.kubernetes.protobuf",
        _ => "application/json",
    };
}
