package macaw.demo.cycle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks for several things at once, as services batch what comes together. */
final class Concurrently {
    private static final int AT_ONCE = 8;

    private Concurrently() {}

    /** The answer to each question, in order. */
    static <Q, A> List<A> each(List<Q> questions, Function<Q, A> ask) throws InterruptedException {
        List<Future<A>> asked = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
            questions.forEach(question -> asked.add(executor.submit(() -> ask.apply(question))));
        }
        List<A> answers = new ArrayList<>();
        for (Future<A> answer : asked) {
            answers.add(result(answer));
        }
        return answers;
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
