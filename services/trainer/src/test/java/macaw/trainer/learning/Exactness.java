package macaw.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/** The promise of every learner: 4 steps are 2 steps, a save, a load in a new learner, and 2 steps more, bit for bit. */
public final class Exactness {
    private static final int STEPS = 4;

    private Exactness() {}

    /** A step of a learner. */
    public interface Step<L> {
        void take(L learner, int index);
    }

    public static <L extends Learner> void assertResumesBitExactly(Path directory, Supplier<L> learners, Step<L> step) {
        String calm;
        try (L learner = learners.get()) {
            for (int i = 0; i < STEPS; i++) {
                step.take(learner, i);
            }
            calm = published(learner, directory.resolve("calm"));
        }
        Path state = create(directory.resolve("state"));
        try (L learner = learners.get()) {
            for (int i = 0; i < STEPS / 2; i++) {
                step.take(learner, i);
            }
            learner.save(state);
        }
        try (L learner = learners.get()) {
            learner.load(state);
            for (int i = STEPS / 2; i < STEPS; i++) {
                step.take(learner, i);
            }
            assertThat(published(learner, directory.resolve("resumed"))).isEqualTo(calm);
        }
        Path early = directory.resolve("early");
        try (L learner = learners.get()) {
            step.take(learner, 0);
            assertThat(published(learner, early)).as("the weights move at all").isNotEqualTo(calm);
        }
    }

    private static String published(Learner learner, Path directory) {
        learner.writeModel(create(directory));
        return sha256(directory.resolve("model.safetensors")) + sha256(directory.resolve("config.json"));
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
