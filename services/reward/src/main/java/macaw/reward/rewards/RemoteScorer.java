package macaw.reward.rewards;

import java.util.List;
import macaw.languagemodel.Message;

/** A connection to a remote scorer; blocks until it has answered or its deadline is over. */
public interface RemoteScorer extends AutoCloseable {
    /** Its score. Errors: SCORER_UNAVAILABLE and OVERLOADED, retryable; its own coded refusals as they are. */
    double score(List<Message> prompt, String answer);

    @Override
    void close();

    /** Opens connections. */
    @FunctionalInterface
    interface Connector {
        /** A connection that is made when it is first used. */
        RemoteScorer connect(RewardKind.Remote remote);
    }
}
