"""Peak resident memory, in GB, of one PPO batch by TRL's PPOTrainer: policy, reference, reward and value model of one size, in fp32."""
import resource

import turns

parser = turns.options(__doc__)
parser.add_argument("--prompts", type=int, required=True)
parser.add_argument("--prompt", type=int, required=True, help="tokens of each prompt")
parser.add_argument("--new", type=int, required=True, help="tokens written to each, at most")
parser.add_argument("--microbatch", type=int, required=True)
given = parser.parse_args()
turns.begin(given.threads)
import trl_ppo


def measure():
    trl_ppo.train(given, 1, num_ppo_epochs=1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


turns.serve(trl_ppo.NAME, measure)
