package macaw.chassis.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderedCallTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void theEndIsHeardAfterMessagesThatNobodyHadAskedForYet() throws Exception {
        var mayStart = new CountDownLatch(1);
        var call = new OrderedCall<>(new SilentCall(), threads);
        call.start(new Metadata(), (served, headers) -> {
            await(mayStart);
            served.request(2);
            return new Hearing(served, false);
        });
        call.listener().onMessage("question");
        call.listener().onHalfClose();
        mayStart.countDown();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(heard).containsExactly("question", "end");
    }

    @Test
    void aSlowHandlerHearsEveryMessageInOrderAndThenTheEnd() throws Exception {
        var call = new OrderedCall<>(new SilentCall(), threads);
        call.start(new Metadata(), (served, headers) -> {
            served.request(1);
            return new Hearing(served, true);
        });
        List<String> sent = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
        sent.forEach(call.listener()::onMessage);
        call.listener().onHalfClose();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(heard).startsWith("0", "1", "2").hasSize(1001).endsWith("999", "end");
        assertThat(heard.subList(0, 1000)).isEqualTo(sent);
    }

    @Test
    void noEventIsLostBetweenTwoThreads() throws Exception {
        for (int round = 0; round < 2000; round++) {
            var over = new CountDownLatch(1);
            var call = new OrderedCall<>(new SilentCall(), threads);
            call.start(new Metadata(), (served, headers) -> {
                served.request(2);
                return new ServerCall.Listener<>() {
                    @Override
                    public void onHalfClose() {
                        over.countDown();
                    }
                };
            });
            call.listener().onMessage("question");
            call.listener().onHalfClose();
            assertThat(over.await(10, TimeUnit.SECONDS)).as("round " + round).isTrue();
        }
    }

    @Test
    void aHandlerThatWorksIsToldAtOnceThatItsCallerHasGone() throws Exception {
        var told = new CountDownLatch(1);
        var working = new CountDownLatch(1);
        var call = new OrderedCall<>(new SilentCall(), threads);
        call.start(new Metadata(), (served, headers) -> {
            served.request(2);
            return new ServerCall.Listener<>() {
                @Override
                public void onHalfClose() {
                    CallerGone.ofThisCall().then(told::countDown);
                    working.countDown();
                    await(told);
                    assertThat(served.isCancelled()).isTrue();
                    CallerGone.ofThisCall().then(ended::countDown);
                }
            };
        });
        call.listener().onHalfClose();
        await(working);
        assertThat(call.isCancelled()).isFalse();
        call.callerGone();
        call.listener().onCancel();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes down what it hears, and asks for one message after the other. */
    private final class Hearing extends ServerCall.Listener<String> {
        private final ServerCall<String, String> call;
        private final boolean asksAgain;

        Hearing(ServerCall<String, String> call, boolean asksAgain) {
            this.call = call;
            this.asksAgain = asksAgain;
        }

        @Override
        public void onMessage(String message) {
            heard.add(message);
            if (asksAgain) {
                call.request(1);
            }
        }

        @Override
        public void onHalfClose() {
            heard.add("end");
            ended.countDown();
        }
    }

    /** The network's side: takes everything and says nothing. */
    private static final class SilentCall extends ServerCall<String, String> {
        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(String message) {}

        @Override
        public void close(Status status, Metadata trailers) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<String, String> getMethodDescriptor() {
            throw new UnsupportedOperationException("not asked for");
        }
    }
}
