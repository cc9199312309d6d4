from os import getpid
from random import randint
from time import sleep, time


def download_task(filename):
    print(f"启动下载进程{getpid()}")
    print(f"开始下载{filename}")
    time_to_download = randint(1, 3)
    sleep(time_to_download)
    print(f"下载{filename}耗费了{time_to_download}s")
    return time_to_download


def main():
    start = time()
    first_secs = download_task("Python3.7")
    second_secs = download_task("C++")
    total_secs = time() - start
    print(f"总共耗费了{total_secs:.2f}s")
    return {"first_secs": first_secs, "second_secs": second_secs, "total_secs": total_secs}


if __name__ == "__main__":
    main()
