package macaw.labeling.outputs.grpc;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import macaw.chassis.errors.GrpcErrors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.Draw;
import macaw.labeling.outputs.Policies;
import macaw.labeling.outputs.Sample;
import macaw.records.Sampling;
import macaw.records.VersionName;
import macaw.records.wire.RolloutCodec;
import macaw.v1.ChatMessage;
import macaw.v1.ChatMessages;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.GenerationServiceGrpc;

/** Policies behind {@code GenerationService}. A generator that is away or full is asked again, for longer and longer, {@link #ATTEMPTS} times in all. */
public final class GeneratorPolicies implements Policies {
    static final int ATTEMPTS = 8;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final Channel channel;

    /** @param channel to the generator, with this service's key */
    public GeneratorPolicies(Channel channel) {
        this.channel = channel;
    }

    @Override
    public List<Sample> draw(VersionName policy, String prompt, Sampling sampling, int n, long seed) {
        var request = GenerateRequest.newBuilder()
                .setPolicy(policy.toString())
                .setMessages(ChatMessages.newBuilder()
                        .addMessages(ChatMessage.newBuilder().setRole("user").setContent(prompt)))
                .setSampling(RolloutCodec.encode(sampling))
                .setN(n)
                .setSeed(seed)
                .build();
        Duration wait = FIRST_WAIT;
        for (int attempt = 1; ; attempt++) {
            try {
                return once(request);
            } catch (CodedException e) {
                if (!e.code().kind().retryable() || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            pause(wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    private List<Sample> once(GenerateRequest request) {
        List<StringBuilder> texts = new ArrayList<>();
        List<Draw> draws = new ArrayList<>();
        for (int i = 0; i < request.getN(); i++) {
            texts.add(new StringBuilder());
        }
        try {
            Iterator<GenerateResponse> stream = GenerationServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .generate(request);
            while (stream.hasNext()) {
                GenerateResponse piece = stream.next();
                texts.get(piece.getSample()).append(piece.getText());
                if (piece.hasFinished()) {
                    draws.add(new Draw(
                            RolloutCodec.decode(piece.getPolicy()),
                            RolloutCodec.decode(piece.getFinished().getReason()),
                            request.getSeed(),
                            piece.getSample()));
                }
            }
        } catch (StatusRuntimeException e) {
            throw GrpcErrors.fromStatus(e, ErrorCode.GENERATOR_UNAVAILABLE);
        }
        if (draws.size() < request.getN()) {
            throw new CodedException(
                    ErrorCode.GENERATOR_UNAVAILABLE,
                    "the generator ended after " + draws.size() + " of " + request.getN() + " samples");
        }
        return draws.stream()
                .sorted((a, b) -> Integer.compare(a.sample(), b.sample()))
                .map(draw -> new Sample(texts.get(draw.sample()).toString(), draw))
                .toList();
    }

    private static void pause(Duration wait) {
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(ErrorCode.DRAINING, "the collection was stopped", e);
        }
    }
}
