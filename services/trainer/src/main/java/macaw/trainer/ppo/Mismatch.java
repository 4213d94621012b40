package macaw.trainer.ppo;

import java.util.Arrays;
import java.util.List;

/**
 * How far the behaviour log-probabilities, as the generator recorded them, are from the trainer's own for the same tokens: |difference| in nats. Two
 * runtimes that hold the same weights differ in the last bits only; wrong weights, tokens or temperature show here.
 *
 * @param percentile99 the 99th percentile (nearest rank)
 */
record Mismatch(double mean, double percentile99, double largest) {

    static Mismatch of(List<float[]> behaviour, List<float[]> own) {
        int count = behaviour.stream().mapToInt(tokens -> tokens.length).sum();
        double[] differences = new double[count];
        int n = 0;
        for (int i = 0; i < behaviour.size(); i++) {
            for (int t = 0; t < behaviour.get(i).length; t++) {
                differences[n++] = Math.abs(behaviour.get(i)[t] - own.get(i)[t]);
            }
        }
        Arrays.sort(differences);
        int rank = (int) Math.ceil(0.99 * count) - 1;
        return new Mismatch(
                Arrays.stream(differences).average().orElseThrow(), differences[rank], differences[count - 1]);
    }
}
