package macaw.trainer.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import macaw.errors.ErrorCode;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class BrokerTroubleTest {
    @Test
    void aTopicThatIsMissingIsNoBrokerThatDoesNotAnswer() {
        var missing = KafkaRolloutExchange.unavailable(
                new ExecutionException(new UnknownTopicOrPartitionException("This server does not host it")));

        assertThat(missing.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE);
        assertThat(missing).hasMessage("the broker lacks a topic that the run needs; `macaw doctor` names it");
        assertThat(KafkaRolloutExchange.unavailable(new TimeoutException("no answer within 5 s")))
                .hasMessage("the broker does not answer: no answer within 5 s");
    }
}
