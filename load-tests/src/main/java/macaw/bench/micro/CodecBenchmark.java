package macaw.bench.micro;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import macaw.records.Prompt;
import macaw.records.Rollout;
import macaw.records.ScoredRollout;
import macaw.records.wire.RolloutCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The three records of the RL path to bytes and back. What is compared with is protobuf alone: the message to bytes and back, without our
 * records and what they check.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /** Of the answer; its prompt has half as many. */
    @Param({"40", "512"})
    public int tokens;

    private ScoredRollout scored = SampleRollouts.scored(1);
    private macaw.v1.ScoredRollout message = RolloutCodec.encode(scored);
    private byte[] promptBytes = {};
    private byte[] rolloutBytes = {};
    private byte[] scoredBytes = {};

    /** Makes the records and their bytes. */
    @Setup
    public void prepare() {
        scored = SampleRollouts.scored(tokens);
        message = RolloutCodec.encode(scored);
        promptBytes = promptEncode();
        rolloutBytes = rolloutEncode();
        scoredBytes = scoredEncode();
    }

    @Benchmark
    public byte[] promptEncode() {
        return RolloutCodec.encode(scored.rollout().prompt()).toByteArray();
    }

    @Benchmark
    public Prompt promptDecode() throws InvalidProtocolBufferException {
        return RolloutCodec.decode(macaw.v1.Prompt.parseFrom(promptBytes));
    }

    @Benchmark
    public byte[] rolloutEncode() {
        return RolloutCodec.encode(scored.rollout()).toByteArray();
    }

    @Benchmark
    public Rollout rolloutDecode() throws InvalidProtocolBufferException {
        return RolloutCodec.decode(macaw.v1.Rollout.parseFrom(rolloutBytes));
    }

    @Benchmark
    public byte[] scoredEncode() {
        return RolloutCodec.encode(scored).toByteArray();
    }

    @Benchmark
    public ScoredRollout scoredDecode() throws InvalidProtocolBufferException {
        return RolloutCodec.decode(macaw.v1.ScoredRollout.parseFrom(scoredBytes));
    }

    /** Protobuf alone. A copy of the message and of those in it, because each keeps the size that it once counted. */
    @Benchmark
    public byte[] scoredToBytes() {
        macaw.v1.Rollout rollout = message.getRollout();
        return message.toBuilder()
                .setRollout(rollout.toBuilder()
                        .setPrompt(rollout.getPrompt().toBuilder().build())
                        .setCompletion(rollout.getCompletion().toBuilder().build())
                        .build())
                .build()
                .toByteArray();
    }

    /** Protobuf alone. */
    @Benchmark
    public macaw.v1.ScoredRollout scoredFromBytes() throws InvalidProtocolBufferException {
        return macaw.v1.ScoredRollout.parseFrom(scoredBytes);
    }

    /** What the records were made of. */
    ScoredRollout scored() {
        return scored;
    }

    /** Bytes on the wire of prompt, rollout and scored rollout, for each token that they carry. */
    String bytesPerToken() {
        int prompt = scored.rollout().prompt().tokens().size();
        return String.format(
                Locale.ROOT,
                "%d + %d tokens: prompt %d bytes (%.1f a token), rollout %d (%.1f), scored rollout %d (%.1f)",
                prompt,
                tokens,
                promptBytes.length,
                (double) promptBytes.length / prompt,
                rolloutBytes.length,
                (double) rolloutBytes.length / (prompt + tokens),
                scoredBytes.length,
                (double) scoredBytes.length / (prompt + tokens));
    }
}
