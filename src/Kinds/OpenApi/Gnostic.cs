using System.Globalization;

namespace Timonier.Kinds.OpenApi;

/// <summary>
/// OpenAPI's protobuf forms (openapi.v2 and openapi.v3), as far as our documents use them. A line is a message; a
/// field is its JSON name, number and type, with [] when it repeats. A star stands for all other names, a tilde for
/// those that begin with x-, an equals sign for the value itself, a question mark for one of several messages.
/// </summary>
internal static class Gnostic
{
    private const string Second = """
        Document swagger 1 text, info 2 Info, paths 8 Paths, definitions 9 Schemas, parameters 10 Parameters, security 12 Requirement[], securityDefinitions 13 SecurityDefinitions
        Info title 1 text, version 2 text
        Paths * 2 PathItem, ~ 1 any
        PathItem get 2 Operation, put 3 Operation, post 4 Operation, delete 5 Operation, options 6 Operation, head 7 Operation, patch 8 Operation, parameters 9 ParametersItem[], ~ 10 any
        Operation tags 1 text[], description 3 text, operationId 5 text, produces 6 text[], consumes 7 text[], parameters 8 ParametersItem[], responses 9 Responses, schemes 10 text[], ~ 13 any
        Parameters * 1 Parameter
        ParametersItem ?$ref 2 Reference, ? 1 Parameter
        Parameter ?schema 1 BodyParameter, ? 2 NonBodyParameter
        NonBodyParameter ?required 4 PathParameter, ? 3 QueryParameter
        BodyParameter description 1 text, name 2 text, in 3 text, required 4 bool, schema 5 Schema, ~ 6 any
        PathParameter required 1 bool, in 2 text, description 3 text, name 4 text, type 5 text, uniqueItems 19 bool, ~ 22 any
        QueryParameter in 2 text, description 3 text, name 4 text, type 6 text, uniqueItems 20 bool, ~ 23 any
        Responses * 1 ResponseValue, ~ 2 any
        ResponseValue ?$ref 2 Reference, ? 1 Response
        Response description 1 text, schema 2 SchemaItem, ~ 5 any
        SchemaItem = 1 Schema
        Reference $ref 1 text, description 2 text
        Schemas * 1 Schema
        Schema $ref 1 text, format 2 text, description 4 text, default 5 any, required 19 text[], enum 20 any[], additionalProperties 21 AdditionalItem, type 22 Texts, items 23 Items, properties 25 Schemas, ~ 31 any
        AdditionalItem = 1 Schema
        Items = 1 Schema[]
        Texts = 1 text[]
        Requirement * 1 Texts
        SecurityDefinitions * 1 SecurityDefinition
        SecurityDefinition = 2 ApiKey
        ApiKey type 1 text, name 2 text, in 3 text, description 4 text, ~ 5 any
        """;

    private const string Third = """
        Document openapi 1 text, info 2 Info, paths 4 Paths, components 5 Components
        Info title 1 text, version 6 text
        Paths * 1 PathItem, ~ 2 any
        PathItem get 4 Operation, put 5 Operation, post 6 Operation, delete 7 Operation, options 8 Operation, head 9 Operation, patch 10 Operation, parameters 13 AnyParameter[], ~ 14 any
        Operation tags 1 text[], description 3 text, operationId 5 text, parameters 6 AnyParameter[], requestBody 7 AnyRequestBody, responses 8 Responses, ~ 13 any
        AnyParameter ?$ref 2 Reference, ? 1 Parameter
        Parameter name 1 text, in 2 text, description 3 text, required 4 bool, schema 10 AnySchema, ~ 14 any
        AnyRequestBody ?$ref 2 Reference, ? 1 RequestBody
        RequestBody description 1 text, content 2 MediaTypes, required 3 bool, ~ 4 any
        MediaTypes * 1 MediaType
        MediaType schema 1 AnySchema, ~ 5 any
        Responses * 2 AnyResponse, ~ 3 any
        AnyResponse ?$ref 2 Reference, ? 1 Response
        Response description 1 text, content 3 MediaTypes, ~ 5 any
        Components schemas 1 Schemas, securitySchemes 7 SecuritySchemes, ~ 10 any
        Schemas * 1 AnySchema
        AnySchema ?$ref 2 Reference, ? 1 Schema
        Reference $ref 1 text, description 3 text
        Schema uniqueItems 20 bool, required 23 text[], enum 24 any[], type 25 text, allOf 26 AnySchema[], oneOf 27 AnySchema[], items 30 Items, properties 31 Schemas, additionalProperties 32 AdditionalItem, default 33 Default, description 34 text, format 35 text, ~ 36 any
        Items = 1 AnySchema[]
        AdditionalItem = 1 AnySchema
        Default ?number 1 double, ?bool 2 bool, ? 3 text
        SecuritySchemes * 1 AnySecurityScheme
        AnySecurityScheme ?$ref 2 Reference, ? 1 SecurityScheme
        SecurityScheme type 1 text, description 2 text, name 3 text, in 4 text, ~ 9 any
        """;

    public static GnosticMessage Version2 => Read(Second)["Document"];
    public static GnosticMessage Version3 => Read(Third)["Document"];

    private static Dictionary<string, GnosticMessage> Read(string text)
    {
        var messages = new Dictionary<string, GnosticMessage>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var message = messages[line[..space]] = new GnosticMessage(messages);
            foreach (var field in line[(space + 1)..].Split(", ")) Add(message, field.Split(' '));
        }
        return messages;
    }

    private static void Add(GnosticMessage message, string[] words)
    {
        var (name, repeated) = (words[0], words[2].EndsWith("[]", StringComparison.Ordinal));
        var field = new GnosticField(int.Parse(words[1], CultureInfo.InvariantCulture), repeated ? words[2][..^2] : words[2], repeated);
        switch (name[0])
        {
            case '*': message.Others = field; break;
            case '~': message.Extensions = field; break;
            case '=': message.Whole = field; break;
            case '?': message.Choices.Add(field with { When = name[1..] }); break;
            default: message.Named.Add(name, field); break;
        }
    }
}
