package macaw.cli.bench.chaos;

import java.util.function.UnaryOperator;
import macaw.v1.RunKind;

/**
 * The run that is carried out twice.
 *
 * @param policy the policy that the rollouts of its first iteration are of; PPO only
 * @param staleness iteration i trains on rollouts of version i − staleness; PPO only
 * @param settings its settings as JSON, by the name under which it publishes, which is that of the run
 */
public record Subject(RunKind kind, String policy, int staleness, UnaryOperator<String> settings) {}
