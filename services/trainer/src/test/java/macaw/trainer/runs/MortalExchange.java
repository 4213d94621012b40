package macaw.trainer.runs;

import java.time.Duration;
import java.util.List;
import macaw.records.Prompt;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.exchange.RolloutExchange;

/** The exchange of a process that can die when it asks. */
final class MortalExchange implements RolloutExchange {
    private final RolloutExchange exchange;
    private final Effects effects;

    MortalExchange(RolloutExchange exchange, Effects effects) {
        this.exchange = exchange;
        this.effects = effects;
    }

    @Override
    public List<Route> ask(List<Prompt> prompts) {
        return effects.happen(() -> exchange.ask(prompts));
    }

    @Override
    public TopicPositions beginning() {
        return exchange.beginning();
    }

    @Override
    public TopicPositions end() {
        return exchange.end();
    }

    @Override
    public void seek(TopicPositions from) {
        exchange.seek(from);
    }

    @Override
    public Poll poll(Duration wait) {
        return exchange.poll(wait);
    }

    @Override
    public GroupProgress progress() {
        return exchange.progress();
    }

    @Override
    public void close() {
        exchange.close();
    }
}
