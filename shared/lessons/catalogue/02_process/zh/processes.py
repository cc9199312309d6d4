from multiprocessing import Process
from os import getpid
from random import randint
from time import sleep, time


def download_task(filename):
    print(f"启动下载进程{getpid()}")
    print(f"开始下载{filename}")
    time_to_download = randint(2, 4)
    sleep(time_to_download)
    print(f"下载{filename}耗费了{time_to_download}s")


def main():
    start = time()
    p1 = Process(target=download_task, args=("Python3.7",))
    p1.start()
    p2 = Process(target=download_task, args=("C++",))
    p2.start()
    p1.join()
    p2.join()
    # download_task("Python3.7")
    # download_task("C++")
    total_secs = time() - start
    print(f"总共耗费了{total_secs:.2f}s")
    return {"total_secs": total_secs}


if __name__ == "__main__":
    main()
