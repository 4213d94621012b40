package macaw.trainer.ppo;

import java.util.List;

/**
 * Memory for passes that are kept from the evaluation to the first step.
 *
 * @param bytes that they may take together
 * @param bytesPerToken what they hold of a token, all models together
 */
record PassRoom(long bytes, long bytesPerToken) {
    /** How many microbatches of a minibatch have room, from the first one on; each is as long as its longest rollout. */
    int of(List<List<Integer>> minibatch, List<Experience> rollouts) {
        long left = bytes;
        int kept = 0;
        for (List<Integer> part : minibatch) {
            int longest =
                    part.stream().mapToInt(i -> rollouts.get(i).length()).max().orElseThrow();
            left -= bytesPerToken * longest * part.size();
            if (left < 0) {
                break;
            }
            kept++;
        }
        return kept;
    }
}
