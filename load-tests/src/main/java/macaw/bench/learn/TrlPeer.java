package macaw.bench.learn;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * TRL on the same task, in a process of its own.
 *
 * @param python of a venv with load-tests/peers/requirements.txt
 * @param scripts load-tests/peers
 */
record TrlPeer(Path python, Path scripts, int threads) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What it learnt.
     *
     * @param policies that it saved on the way, the last one last
     * @param kl of each iteration's rollouts, nats an answer
     */
    record Learnt(String system, List<Policy> policies, List<Double> kl) {
        double lastKl() {
            return kl.getLast();
        }
    }

    /** A checkpoint of a policy with so many iterations and rollouts behind it. */
    record Policy(int iterations, long samples, Path folder) {}

    /** PPO from a checkpoint; the policies lie under {@code work}. */
    Learnt ppo(Path start, PeerTask task, long seed, Path work) throws IOException, InterruptedException {
        Path described = work.resolve("task.json");
        JSON.writeValue(described.toFile(), task);
        Path saved = Files.createDirectory(work.resolve("trl"));
        JsonNode learnt =
                run("learn_ppo.py", "--model", start, "--task", described, "--policies", saved, "--seed", seed);
        List<Policy> policies = new ArrayList<>();
        learnt.required("policies")
                .forEach(policy -> policies.add(new Policy(
                        policy.required("iterations").asInt(),
                        policy.required("samples").asLong(),
                        saved.resolve(policy.required("folder").asText()))));
        List<Double> kl = new ArrayList<>();
        learnt.required("kl").forEach(value -> kl.add(value.asDouble()));
        return new Learnt(learnt.required("system").asText(), policies, kl);
    }

    /**
     * How a reward model that it trained judges.
     *
     * @param scores of the outputs of each held-out prompt
     */
    record Scored(String system, List<float[]> scores) {}

    /** A reward model from a policy's checkpoint. */
    Scored reward(Path start, RewardPeerTask task, long seed, Path work) throws IOException, InterruptedException {
        Path described = work.resolve("pairs.json");
        JSON.writeValue(described.toFile(), task);
        JsonNode learnt = run("learn_reward.py", "--model", start, "--task", described, "--seed", seed);
        List<float[]> scores = JSON.convertValue(learnt.required("scores"), new TypeReference<>() {});
        return new Scored(learnt.required("system").asText(), scores);
    }

    /** Its last line: libraries print others. */
    private JsonNode run(String script, Object... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                python.toString(), "-B", scripts.resolve(script).toString(), "--threads", Integer.toString(threads)));
        for (Object option : options) {
            command.add(option.toString());
        }
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // how this process's native threads wait is none of a peer's business
        builder.environment().keySet().removeIf(key -> key.matches("(OMP|MKL|KMP|GOMP|MALLOC)_.*"));
        Process process = builder.start();
        String last = "";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(script + " ended with status " + status);
        }
        return JSON.readTree(last);
    }
}
