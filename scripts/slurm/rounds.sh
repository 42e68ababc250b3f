# shellcheck shell=bash disable=SC2154
# Submits what is missing of a run, and the merge that waits for it. Sourced by submit and by bnsl-merge.sbatch, which both
# have set, as in FOLDER/run: here, folder, shards, options.

# submit_round ROUND: fails where sbatch does, having said so
submit_round() {
  local missing array merge wait=() common=()
  missing=$(missing_shards)
  if [ -n "$missing" ]; then
    array=$(sbatch --parsable --array="$missing" --output="$folder/logs/%a.log" \
      ${options[@]+"${options[@]}"} "$here/bnsl-array.sbatch" "$folder") || {
      echo "shards $missing could not be submitted: sbatch says why above; where this host may not call it, submit again elsewhere" >&2
      return 1
    }
    array=${array%%;*}
    echo "$array" >>"$folder/jobs"
    echo "submitted job $array: shards $missing of $shards, logs in $folder/logs"
    wait=(--dependency="afterany:$array")
  else
    echo "all $shards shards are there"
  fi
  mapfile -t common < <(merge_options)
  merge=$(sbatch --parsable ${wait[@]+"${wait[@]}"} --output="$folder/logs/merge.log" \
    ${common[@]+"${common[@]}"} "$here/bnsl-merge.sbatch" "$folder" "$1") || {
    echo "the merge could not be submitted: once the shards are there, submit again" >&2
    return 1
  }
  merge=${merge%%;*}
  echo "$merge" >>"$folder/jobs"
  echo "submitted job $merge: merges them to $folder/fits.arrow"
}

# The indices of shards whose table is not there, as sbatch takes them. A table is written whole or not at all.
missing_shards() {
  local index from='' list=''
  for ((index = 1; index <= shards + 1; index++)); do
    if [ "$index" -le "$shards" ] && [ ! -s "$folder/shards/$index.arrow" ]; then
      from=${from:-$index}
    elif [ -n "$from" ]; then
      if [ "$from" -eq $((index - 1)) ]; then list+=,$from; else list+=,$from-$((index - 1)); fi
      from=''
    fi
  done
  printf '%s' "${list#,}"
}

# The merge needs no GPU and few cores, but the partition, account and the like of the array.
merge_options() {
  local option
  for option in ${options[@]+"${options[@]}"}; do
    case $option in
      --gres* | --gpu* | --cpus-per-* | --array* | --mem* | --exclusive*) ;;
      *) printf '%s\n' "$option" ;;
    esac
  done
}
