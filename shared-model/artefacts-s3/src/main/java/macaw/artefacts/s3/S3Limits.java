package macaw.artefacts.s3;

import java.time.Duration;

/**
 * How much at once and how long.
 *
 * @param partBytes size of the pieces that a larger file is carried in; S3 allows no less than 5 MiB and 10,000 of them
 * @param parallel pieces under way at the same time, of all files and threads together
 * @param attempts tries of one request before the store counts as away
 * @param firstPause pause before the second try; doubled for each next one, with jitter
 * @param longestPause no pause is longer
 * @param connect longest wait for a connection
 * @param silence longest wait for the next bytes of an answer
 * @param attempt longest time for one try as a whole
 */
public record S3Limits(
        long partBytes,
        int parallel,
        int attempts,
        Duration firstPause,
        Duration longestPause,
        Duration connect,
        Duration silence,
        Duration attempt) {
    /** Most parts of one upload. */
    static final int MOST_PARTS = 10_000;

    /** What the services use. */
    public static final S3Limits DEFAULT = new S3Limits(
            16L << 20,
            6,
            5,
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMinutes(5));

    /** The size of this file's parts, so that they do not become too many. */
    long partBytes(long fileBytes) {
        return Math.max(partBytes, Math.ceilDiv(fileBytes, MOST_PARTS));
    }
}
