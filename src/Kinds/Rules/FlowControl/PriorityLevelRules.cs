namespace Timonier.Kinds;

/// <summary>Rules of PriorityLevelConfigurations.</summary>
internal static class PriorityLevelRules
{
    private const int MostQueues = 10_000_000;
    private const int HashBits = 60;
    private const string BadShare = "must be between 0 and 100, inclusive";

    public static void Level(Place level)
    {
        var spec = level["spec"];
        var (type, limited, exempt) = (spec["type"], spec["limited"], spec["exempt"]);
        if (level["metadata"]["name"].Text == "exempt" != (type.Text == "Exempt")) type.Invalid(type.Text, "type must be 'Exempt' if and only if name is 'exempt'");
        switch (type.Text)
        {
            case "Exempt":
                if (limited.Exists) limited.Forbidden("must be nil if the type is not Limited");
                Shares(exempt);
                break;
            case "Limited":
                if (exempt.Exists) exempt.Forbidden("must be nil if the type is Limited");
                if (!limited.Exists) limited.Required("must not be empty when type is Limited");
                else Limited(limited);
                break;
            default:
                type.NotSupported("Exempt", "Limited");
                break;
        }
    }

    private static void Shares(Place level)
    {
        if (level["nominalConcurrencyShares"].Number < 0) level["nominalConcurrencyShares"].Invalid("must be a non-negative integer");
        if (level["lendablePercent"].Number is < 0 or > 100) level["lendablePercent"].Invalid(BadShare);
    }

    private static void Limited(Place limited)
    {
        if (limited["nominalConcurrencyShares"].Number < 0) limited["nominalConcurrencyShares"].Invalid("must be a non-negative integer");
        var response = limited["limitResponse"];
        var queuing = response["queuing"];
        switch (response["type"].Text)
        {
            case "Reject":
                if (queuing.Exists) queuing.Forbidden("must be nil if limited.limitResponse.type is not Limited");
                break;
            case "Queue":
                if (!queuing.Exists) queuing.Required("must not be empty if limited.limitResponse.type is Limited");
                else Queuing(queuing);
                break;
            default:
                response["type"].NotSupported("Queue", "Reject");
                break;
        }
        if (limited["lendablePercent"].Number is < 0 or > 100) limited["lendablePercent"].Invalid(BadShare);
        if (limited["borrowingLimitPercent"].Number < 0) limited["borrowingLimitPercent"].Invalid("if specified, must be a non-negative integer");
    }

    private static void Queuing(Place queuing)
    {
        var (length, queues, hand) = (queuing["queueLengthLimit"], queuing["queues"], queuing["handSize"]);
        if (length.Number <= 0) length.InvalidNumber("must be positive");
        if (queues.Number <= 0) queues.InvalidNumber("must be positive");
        else if (queues.Number > MostQueues) queues.InvalidNumber($"must not be greater than {MostQueues}");
        if (hand.Number <= 0) hand.InvalidNumber("must be positive");
        else if (hand.Number > queues.Number) hand.InvalidNumber($"should not be greater than queues ({queues.Number})");
        else if (Bits(queues.Number, hand.Number) > HashBits)
            hand.InvalidNumber($"required entropy bits of deckSize {queues.Number} and handSize {hand.Number} should not be greater than {HashBits}");
    }

    /// <summary>How many bits it takes to deal a hand out of so many queues.</summary>
    private static int Bits(long queues, long hand) => (int)Math.Ceiling(Math.Log2(queues) * hand);
}
