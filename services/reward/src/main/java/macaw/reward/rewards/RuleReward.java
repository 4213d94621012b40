package macaw.reward.rewards;

import java.util.concurrent.CompletableFuture;
import macaw.errors.CodedException;
import macaw.records.VersionRef;

/** A reward model that is a rule. */
public record RuleReward(VersionRef version, Rule rule, AnswerText texts) implements RewardModel {
    @Override
    public CompletableFuture<Double> score(Exchange exchange) {
        try {
            return CompletableFuture.completedFuture(rule.score(Texts.answer(exchange, texts)));
        } catch (CodedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {}
}
