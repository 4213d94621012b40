package macaw.trainer.learning;

import java.nio.file.Path;

/**
 * Something that is trained. All methods are called from the engine thread. What it does next is a function of its settings,
 * its data and the state that {@link #save} writes, so a learner that is killed and loaded again ends in the same bits.
 */
public interface Learner extends AutoCloseable {

    /** Writes the complete state (weights, optimizer moments, counters) into an existing empty directory. */
    void save(Path directory);

    /** Takes the state that {@link #save} wrote, bit for bit. */
    void load(Path directory);

    /** Writes the Hugging Face checkpoint to be published into an existing empty directory. */
    void writeModel(Path directory);

    /** Frees native memory. */
    @Override
    void close();
}
