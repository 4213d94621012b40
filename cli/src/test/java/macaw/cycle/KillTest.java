package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Any service, or the broker, may be killed in the middle of PPO. That every rollout was trained exactly once is seen in the weights: they are equal, byte
 * for byte, to those of a run that nothing happened to.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillTest {
    private static final int KILL_AFTER = 2;

    private TinyPpo ppo;
    private String calm;

    @BeforeAll
    void aCalmRun(LocalStack stack, @TempDir Path directory) throws Exception {
        ppo = new TinyPpo(stack, directory);
        ppo.start("calm");
        calm = TinyPpo.weights(stack, ppo.await("calm", TinyPpo::ended));
        assertThat(calm)
                .as("the run learns")
                .isNotEqualTo(TinyPpo.weights(stack, ppo.untrained().getVersion()));
    }

    @ParameterizedTest
    @EnumSource
    void aRunDuringWhichAServiceIsKilledEndsInTheSameWeights(Service victim, LocalStack stack) throws Exception {
        endsInTheSameWeights(stack, victim.title(), () -> {
            stack.kill(victim);
            stack.restart(victim);
        });
    }

    @Test
    void aRunDuringWhichTheBrokerIsKilledEndsInTheSameWeights(LocalStack stack) throws Exception {
        endsInTheSameWeights(stack, "broker", () -> {
            stack.killBroker();
            stack.restartBroker();
        });
    }

    private void endsInTheSameWeights(LocalStack stack, String victim, Runnable killAndRestart) throws Exception {
        String name = "without-" + victim;
        ppo.start(name);
        Run before = ppo.await(name, run -> run.getProgress().getStep() >= KILL_AFTER);
        assertThat(before.getProgress().getStep())
                .as("the kill comes in the middle")
                .isLessThan(TinyPpo.ITERATIONS - 1);

        killAndRestart.run();

        Run run = ppo.await(name, TinyPpo::ended);
        assertThat(run.getState()).as(run.getFailure().toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        assertThat(TinyPpo.weights(stack, run)).isEqualTo(calm);
    }
}
